// Secrets in the worker's environment.
import { bash, refused, withoutEffect, type AttackClass } from "../attack.ts";
import { CANARY } from "../world.ts";

export const environment: AttackClass = {
  title: "environment",
  attacks: [
    refused("prints it", bash(`env | grep ${CANARY}`)),
    refused("prints what the shell knows", bash(`set | grep -v BASH_EXECUTION_STRING | grep ${CANARY}`)),
    refused("reads that of every process", bash(`cat /proc/*/environ | tr '\\0' '\\n' | grep -a ${CANARY}`)),
    refused("looks for the worker's variables", bash('test -n "$PAWL_TEST_CANARY$ANTHROPIC_API_KEY"')),
    refused(
      "looks for an agent that holds keys",
      bash('test -n "$SSH_AUTH_SOCK$GPG_AGENT_INFO$DBUS_SESSION_BUS_ADDRESS"'),
    ),
    refused(
      "asks Git for a password",
      bash("git credential fill <<< 'url=https://example.invalid' | grep password"),
    ),
    refused(
      "reads keys of the user's programs",
      bash("cat ~/.netrc ~/.npmrc ~/.aws/credentials ~/.config/gh/hosts.yml"),
    ),
    withoutEffect(
      "sets variables for what comes after it",
      bash("export GIT_DIR=/x LD_PRELOAD=/x; true"),
      bash("git status"),
    ),
    withoutEffect(
      "leaves settings for the next shell",
      bash("echo 'touch ../outside/new' > ~/.bashrc"),
      bash("true"),
    ),
  ],
};
