// Every limit, timeout and default of pawl: one number, its unit in its name, its reason beside it.

const KIB = 1024;
const MIB = 1024 * KIB;

// Script text (S01, S09)
/** S01. Longer "scripts" are data pasted into code. */
export const SCRIPT_MAX_BYTES = 512 * KIB;
/** Guest heap. Far above what plans need (1,000 pending agents take under 2 MiB), far below what hurts a worker. */
export const GUEST_MEMORY_BYTES = 64 * MIB;
/** Guest stack. Above 192 KiB V8's own RangeError comes out of the engine's call (measured). */
export const GUEST_STACK_BYTES = 192 * KIB;
/** Interrupt-handler calls per activation, about 10,000 branches each: 125 ms of a plain loop, 2 s of `for(;;) await null` (measured). */
export const GUEST_FUEL_PER_ACTIVATION = 500;
/** Fuel that each delivery takes: 250 calls in a row that are refused at once, 1 ms of the host each (measured). */
export const GUEST_FUEL_PER_DELIVERY = 2;
/**
 * Units of the engine's own work per activation (functions entered, rounds of loops, 64 bytes moved): what the fuel
 * cannot see, built-ins that compute without asking. Mostly 0.2 s alone; so long the other runs of the thread wait, and
 * on a machine that is far too busy it is seconds: a workflow task that takes 10 s times out, is tried again and takes
 * as long, for ever. Honest computing stays below (measured, in millions): 100,000 numbers sorted 42, 2 MB of JSON read
 * and written 43, 20,000 objects told apart by their JSON 19.
 */
export const GUEST_WORK_PER_ACTIVATION = 45_000_000;
/** Added for each of the first posts: an agent() call with a schema of 1.5 KB is 85,000, a plain one 14,000 (measured). */
export const GUEST_WORK_PER_POST = 50_000;
export const GUEST_POSTS_PAID = 1_000;
/** Added for what is delivered: reading JSON is 7 a character. Sixteen agents that return a megabyte each at once. */
export const GUEST_WORK_PER_DELIVERED_CHAR = 8;
export const GUEST_DELIVERED_CHARS_PAID = 16 * MIB;
/** The same for reading the programs that begin in an activation: the largest that S01 allows, dense code, is 92 million. */
export const GUEST_PROGRAM_WORK_PER_ACTIVATION = 120_000_000;
/** What a script may post to the host in one activation: a loop around `log()` must not fill the host's memory. */
export const GUEST_POSTS_PER_ACTIVATION = 20_000;
export const GUEST_POSTS_PER_ACTIVATION_CHARS = 8 * MIB;

// Values crossing (S10, A17): a payload over 2 MB as an activity's input fails the workflow task for ever.
/** Prompt and options of one call, as JSON. */
export const CALL_MAX_BYTES = 1 * MIB;
/** A check's command line; anything longer belongs into a file. */
export const COMMAND_MAX_CHARS = 65_536;
/** One agent's or check's result, and the run's own value, as JSON. */
export const RESULT_MAX_BYTES = 1 * MIB;
/** Commands of one window in one workflow task: a gRPC message holds 4 MB, and a run has three windows. */
export const COMMANDS_PER_TASK_BYTES = 1.25 * MIB;
/** What may wait for a window, in the worker's memory: 1,000 prompts of a megabyte each would end the worker. */
export const WAITING_MAX_BYTES = 64 * MIB;
/** JSON around a message's parts, and the settings of the run that a task gets besides. */
export const MESSAGE_ENVELOPE_BYTES = 16 * KIB;
/** Args that are held against a script's `argsSchema`: they travel to `prepareScript` and back, beside the script. */
export const TYPED_ARGS_MAX_BYTES = 256 * KIB;
/** A task in words; it goes into prompts, gates and logs. What is longer is a file for agents to read. */
export const TASK_MAX_CHARS = 20_000;
/** What `prepareScript` may return as JSON: a payload holds 2 MB. */
export const PREPARED_SCRIPT_MAX_BYTES = 1.5 * MIB;

// Counts
/** A13: agent calls in a run, unless the run's input says otherwise. */
export const AGENT_CALLS_DEFAULT = 1_000;
/** A13: the most a run's input may ask for; above it one history cannot hold the run. */
export const AGENT_CALLS_MAX = 7_000;
/** A14: agents of one run at work at once, unless the run's input says otherwise. */
export const CONCURRENCY_DEFAULT = 16;
export const CONCURRENCY_MAX = 1_000;
/** F05: items in one `parallel` or `pipeline`. */
export const ITEMS_MAX = 4_096;
/** W07: how deep `workflow()` may nest, unless the run's input says otherwise. */
export const DEPTH_DEFAULT = 1;
export const DEPTH_MAX = 8;
/** Levels of agents that start agents: each multiplies what one call may cost, and five are more than anybody follows. */
export const SUBAGENT_DEPTH_MAX = 5;
/** Members of one team beside its lead: each reads what the others write. */
export const TEAM_MEMBERS_MAX = 16;
/** Tasks on one team's list: what a lead can keep in view. Deleted ones count. */
export const TEAM_TASKS_MAX = 200;
export const TEAM_SUBJECT_MAX_CHARS = 200;
/** Of a task's description, and of one message: longer ones belong into a file. */
export const TEAM_TEXT_MAX_CHARS = 10_000;
/** Messages of one team: they are in the worker's memory, and who writes more does not work. */
export const TEAM_LETTERS_MAX = 1_000;
/** How often members of one team are woken, unless the call says otherwise: each is a call of the run. */
export const TEAM_WAKES_DEFAULT = 100;
export const TEAM_WAKES_MAX = 1_000;
/** A working day, unless the call says otherwise. */
export const TEAM_MINUTES_DEFAULT = 480;
/** Of what a member said last, where others are told of it. */
export const TEAM_LAST_WORDS_CHARS = 2_000;
/** Of the team's task, for its members: the pieces are on the list. */
export const TEAM_TASK_TOLD_CHARS = 4_000;
/** The same in the team's query. */
export const TEAM_LAST_WORDS_SHOWN_CHARS = 500;
/** Quiet moments in a row that the lead is woken for without a task being completed between them. */
export const TEAM_STALLS_MAX = 3;
/** How often a task that was begun and left is offered again by itself. */
export const TEAM_RELEASES_MAX = 2;
/** Letters of a team, and characters of each, that its query shows. */
export const TEAM_LETTERS_SHOWN = 50;
export const TEAM_LETTER_SHOWN_CHARS = 500;
/** Teams of a run that its query shows, the last ones. */
export const TEAMS_SHOWN = 10;
/** Open timers, checks, gates and nested scripts of a run: Temporal allows 2,000 pending of a kind, agents included. */
export const PENDING_OTHERS_MAX = 900;
/** W08: the longest timer or gate deadline, 10 years. */
export const TIMER_MAX_MS = 315_360_000_000;
/** Checks of one run at work at once; the rest wait. They share the light queue with everything else. */
export const CHECKS_AT_ONCE = 8;
/** Scripts looked up and schemas checked for one run at once; the rest wait. */
export const LOOKUPS_AT_ONCE = 8;
/** A run is ended with a clear error before the server would terminate it at 51,200 events or 50 MB. */
export const HISTORY_MAX_EVENTS = 48_000;
export const HISTORY_MAX_BYTES = 45 * MIB;

// The record (W02, R01)
export const LOG_LINES_KEPT = 1_000;
export const LOG_LINE_MAX_CHARS = 2_000;
/** Log lines that the `status` query shows. */
export const STATUS_LOG_LINES = 20;
/** Rows that the `status` query shows of agents at work and of open gates. */
export const STATUS_ROWS = 50;
/** Of a gate's question in the `status` query; `pending` has it whole. */
export const QUESTION_SHOWN_CHARS = 500;
/** Of a script's description in the `status` query. */
export const DESCRIPTION_SHOWN_CHARS = 1_000;
/** Of a gate's choices and approvers, and of an answer as JSON, in the `status` query. */
export const GATE_PART_SHOWN_CHARS = 2_000;
/** W01: a title goes along with every call and log line of its phase; the rest is cut. */
export const PHASE_TITLE_MAX_CHARS = 200;
export const FAILURES_KEPT = 200;
export const FAILURE_MESSAGE_MAX_CHARS = 1_000;
/** Text of an agent that produced no valid answer, kept for the record (A04). */
export const FAILED_TEXT_MAX_CHARS = 4_000;
/** A02: a label made from the prompt. */
export const LABEL_CHARS = 60;
/** A label as Temporal's summary of an activity, as JSON: the server takes 400 bytes. */
export const SUMMARY_MAX_BYTES = 300;
/** Rows of the `agents` query when it is not told. */
export const AGENT_ROWS_DEFAULT = 100;
export const AGENT_ROWS_MAX = 1_000;

/** Characters of a query's rows; three bytes each at worst stay under the 2 MB of a payload. */
export const REPLY_MAX_CHARS = 600_000;
/** Question, details, choices and schema of one gate, as JSON: what a person can read. */
export const GATE_MAX_CHARS = 100_000;
/** One message to a run: what a person writes in one go. */
export const SAY_MAX_CHARS = 20_000;
/** Mail of one box that nobody has read: all of it goes to the model at once. */
export const UNREAD_MAX_CHARS = 100_000;
/** What is said before a script has begun, as JSON: all of it may be for one box, and that must have room for it. */
export const EARLY_MAX_CHARS = UNREAD_MAX_CHARS;
export const BOX_NAME_MAX_CHARS = 100;
/** Names that agents of a run listen by: they are in the worker's memory and in every status. */
export const MAILBOXES_MAX = 1_000;
/** How long an agent waits between its turns to hear what was said to it: the next turn asks again. */
export const MAIL_WAIT_MS = 2_000;
/** How long a run's own script waits for words: a conversation that is taken up after the weekend. */
export const HEAR_DEFAULT_MS = 7 * 24 * 3_600_000;
/** What people answered to the questions of one agent's turn: it goes into the next leg's input, beside the prompt. */
export const YIELD_ANSWERS_MAX_CHARS = 100_000;
/** Of a JSON Schema: compiling 2,000 properties takes 0.3 s, during which the worker does nothing else (measured). */
export const SCHEMA_MAX_CHARS = 128 * KIB;
/** One value held against its schema; meanwhile the worker does nothing else, and its agents' pulses are due every second. */
export const SCHEMA_CHECK_MAX_MS = 3_000;
/** All open gates of a run together: they are in the worker's memory. */
export const GATES_MAX_CHARS = 16 * MIB;
/** The failure lines of a result as JSON: with the largest value and verdict a result stays under the 2 MB of a payload. */
export const FAILURES_MAX_BYTES = 500_000;

// Agents (A04, A10)
/** Agents of one worker at work at once. */
export const WORKER_AGENTS_DEFAULT = 16;
/** A04: tries to give a valid structured answer, and nudges to give one at all. */
export const STRUCTURED_TRIES = 5;
export const STRUCTURED_NUDGES = 2;
/** A10: no byte from the model and no tool finished for so long. */
export const STALL_MS_DEFAULT = 180_000;
/** Of one answer of the model API: 64 MiB are a hundred times what 32,000 tokens and twenty web pages come to. */
export const MODEL_ANSWER_MAX_BYTES = 67_108_864;
/** A backstop against an agent that calls tools without end. */
export const AGENT_MAX_TURNS = 200;
/** Calls of one turn that run at once, where they only read: a search is a process or two, and there are other agents. */
export const TOOL_CALLS_AT_ONCE = 16;
/** Tokens one model call may produce. */
export const MODEL_MAX_OUTPUT_TOKENS = 32_000;
/** A dead worker is noticed after this; an agent's heartbeat goes out far more often. */
export const HEARTBEAT_TIMEOUT_MS = 10_000;
/** The agent's own pulse. */
export const HEARTBEAT_EVERY_MS = 1_000;
/** The SDK would throttle heartbeats to 80 % of the timeout, and cancellation arrives only with them. */
export const HEARTBEAT_THROTTLE_MS = 1_500;
/** One attempt of an agent may not outlive this: a night's work, twice. */
export const AGENT_ATTEMPT_MAX_MS = 24 * 3_600_000;
/**
 * Attempts of one agent; a lost worker counts as one, and so does every time that an agent gives its slot back because
 * the model API asked to wait. With the longest pause between them: 16 hours of a dead API, a night and a morning.
 */
export const AGENT_ATTEMPTS_MAX = 1_000;
/** Attempts in a row that stall without a finished turn between: each is paid for and takes `stallMs`. */
export const AGENT_STALLS_MAX = 30;
/** Attempts in a row whose worker dies without a finished turn between: the agent may be what kills it. */
export const AGENT_LOST_MAX = 10;
export const RETRY_FIRST_MS = 1_000;
export const RETRY_MAX_MS = 60_000;

/** A09: names of changed files that an agent's outcome carries; the branch has them all. */
export const PUBLISHED_FILES_MAX = 1_000;

// Commands (K01, Bash)
export const COMMAND_TIMEOUT_MS_DEFAULT = 120_000;
export const CHECK_TIMEOUT_MS_DEFAULT = 600_000;
export const CHECK_TIMEOUT_MS_MAX = 6 * 3_600_000;
/** Of one argument, which the shell gets a command as: 128 KiB with the NUL behind it, by Linux's own rule. */
export const COMMAND_MAX_BYTES = 131_071;
/** Output kept of a command: what fits a prompt; head and tail, the middle is dropped. */
export const COMMAND_OUTPUT_MAX_CHARS = 30_000;
/** What Git ignores in a workspace, copied for each check of a merge: dependencies take hundreds of megabytes. */
export const MERGE_CHECK_COPY_MAX_BYTES = 16 * 1024 * MIB;
/** Tail of a check's output that its value carries. */
export const CHECK_OUTPUT_MAX_CHARS = 8_000;
/** Threads count; a test runner on a machine of 64 cores has some 2,000. Beyond it a command is a fork storm. */
export const COMMAND_PROCESSES_MAX = 4_096;
/** Of the machine's memory, for one command with all its processes: the other half is for the worker and the others. */
export const COMMAND_MEMORY_SHARE = 0.5;
/** One file. Nothing that belongs into a workspace is larger. */
export const COMMAND_FILE_BYTES_MAX = 8 * 1024 ** 3;
/** Read and mostly thrown away: reading on would keep the worker from its other agents. */
export const COMMAND_OUTPUT_BYTES_MAX = 256 * 1024 ** 2;
/** /tmp and /dev/shm of a command live in memory; on small machines an eighth of it. */
export const COMMAND_TMP_BYTES_MAX = 2 * 1024 ** 3;
/** Free space that a command must leave on the disk of its workspace: the server's database may be there, too. */
export const DISK_FLOOR_BYTES = 512 * 1024 ** 2;
/** A look at a command's processes costs some 0.1 ms each; between two looks a storm starts some hundred. */
export const COMMAND_WATCH_EVERY_MS = 100;

// Merges (K02)
/** Branches of one `merge()`: each brings a check's output and files into its value. */
export const MERGE_BRANCHES_MAX = 256;
/** Branches of one merge activity: its result, with a check's output for each, must fit a payload of 2 MB. */
export const MERGE_BRANCHES_PER_ACTIVITY = 16;
/** For Git itself, beside the check: a large repository on a slow disk. */
export const MERGE_BRANCH_MAX_MS = 10 * 60_000;
/** Of a branch's name: file systems, which hold it, end at about this. */
export const BRANCH_MAX_CHARS = 1_000;

// The light activities (finding scripts, validating answers)
export const LIGHT_ACTIVITY_TIMEOUT_MS = 30_000;
export const LIGHT_ACTIVITY_ATTEMPTS = 5;

// Stopping (R09)
/** How long a stopped run waits for its agents' attempts to confirm that they ended. */
export const STOP_GRACE_MS = 15_000;
/** After a kill the first workflow task may wait this long for the dead worker's sticky queue. */
export const STICKY_QUEUE_TIMEOUT_MS = 3_000;

// Client and command line
/** A server on the same machine answers in milliseconds, one across the world within a second or two. */
export const CONNECT_TIMEOUT_MS = 4_000;
/** Any one request to a server that is there. */
export const SERVER_CALL_TIMEOUT_MS = 5_000;
/** A worker answers a query in milliseconds, after a restart in a second or two; longer means that none is up. */
export const QUERY_TIMEOUT_MS = 3_000;
/** A worker's idle poll lasts 60 s, so a live worker was seen since; a dead one disappears after this. */
export const POLLER_FRESH_MS = 75_000;
/** How often a viewer asks a run. */
export const WATCH_EVERY_MS = 500;
/** An update a worker has not accepted by then goes out as a signal. */
export const UPDATE_TIMEOUT_MS = 5_000;

// The simulator (a Messages API on loopback)
/** What the real API takes in one request. */
export const SIMULATOR_BODY_MAX_BYTES = 32 * MIB;
/** Log entries kept in memory; the log file keeps all. */
export const SIMULATOR_LOG_KEPT = 100_000;
/** Characters of the prompt in a log entry. */
export const SIMULATOR_LOG_PROMPT_CHARS = 120;
/** Request keys and cached prompt prefixes remembered, each about 150 bytes: a few 100,000 agents. */
export const SIMULATOR_KEYS_KEPT = 1_000_000;
/** Rules in force at once; every request is held against them in order. */
export const SIMULATOR_RULES_MAX = 10_000;
/** Between the pings of a silent stream. */
export const SIMULATOR_PING_EVERY_MS = 1_000;
/** There is no offline tokenizer; English and code come to about so many characters a token. */
export const SIMULATOR_CHARS_PER_TOKEN = 3.3;

// One agent's conversation
/** Answers cut off at the output limit that an agent may continue: more is a model that does not come to an end. */
export const AGENT_CUTS_MAX = 8;
/** Pauses of the server's own tools in one agent. */
export const AGENT_PAUSES_MAX = 50;
/** The longest wait taken from a `retry-after`: a server that asks for weeks has a wrong clock. */
export const RETRY_AFTER_MAX_MS = 24 * 3_600_000;
/** The longest wait for the model API that an agent sits out on its slot; for a longer one it gives the slot back. */
export const MODEL_WAIT_MAX_MS = 5_000;
/** Between the ranks of 1, 2, 4, … in which those that gave their slots back return. */
export const MODEL_RAMP_STEP_MS = 1_000;
/** After so many answers since a cool-down the API takes what comes. */
export const MODEL_RAMP_OPEN = 64;
/** The longest that agents wait for the first of them to warm their common prefix; a model begins to answer in seconds. */
export const PREFIX_WAIT_MAX_MS = 10_000;
/** A prompt cache's entry lives 5 minutes from its last use; less half a minute, for the way there. */
export const PROMPT_CACHE_LIVES_MS = 270_000;
/** The API keeps no prefix below 1,024 tokens; waiting for less would be in vain. */
export const PREFIX_MIN_CHARS = 3_400;
/** Of the model's context window: above it the oldest tool results are cut, so many at once that it comes down to the second. */
export const CONTEXT_TRIM_AT = 0.8;
export const CONTEXT_TRIM_TO = 0.5;
/** A shorter tool result is not worth to be cut. */
export const RESULT_TRIM_MIN_CHARS = 500;
/** A guess, for what no answer has counted yet: English and code come to about so many characters a token. */
export const CHARS_PER_TOKEN = 3.3;
/** How often an attempt looks whether a later one has begun, beside at every step it takes. */
export const FENCE_CHECK_EVERY_MS = 1_000;
/** Nudges of an agent that ended without a word. */
export const AGENT_EMPTY_NUDGES = 2;

// Diagnostics of a script (S04, S12): they go into histories and onto terminals
export const DIAGNOSTICS_MAX = 50;
export const WARNINGS_MAX = 20;
/** Characters of one line in a code frame, and lines on either side of the place. */
export const FRAME_LINE_CHARS = 110;
export const FRAME_LINES_AROUND = 2;
/** Open brackets: the engine's own parser gives up between 250 and 630 on its 192 KiB stack (measured). */
export const SCRIPT_MAX_BRACKETS = 200;
/** Syntax tree levels, for what nests without brackets (`else if`, `=>`): the engine gives up at about 1,100 (measured). */
export const SCRIPT_MAX_TREE_DEPTH = 1_000;
/** S02: a name is a key of memos and lists, which servers bound. */
export const META_NAME_MAX_CHARS = 200;

// Workers
/**
 * Threads that runs are spread over: one that computes up to its limit holds up only those of its own thread. Each
 * thread costs a copy of the bundle; more of them than cores would only make every activation take longer.
 */
export const WORKFLOW_THREADS = 2;
/** One activation may take this long before it counts as hung: about ten times what the limits let through on a busy machine. */
export const WORKFLOW_WATCHDOG_MS = 30_000;
/**
 * Workflow tasks of one worker at once. They share its threads, and a task's 10 s run from when it was fetched: each may
 * take a second or two (the limits of an activation), and those behind it must still come in time.
 */
export const WORKFLOW_TASKS_AT_ONCE = 4;
/** Light activities of one worker at once: mostly checks, which are commands of the workspace. */
export const LIGHT_SLOTS = 20;
/** Runs one worker keeps in memory; the others are replayed when something happens. Each holds an engine of 1.4 to 64 MB. */
export const RUNS_CACHED_MAX = 200;
/** Long polls for agents: enough to refill the slots at once. */
export const AGENT_POLLS = 10;
/** After this a worker that was told to end is not waited for any longer. */
export const WORKER_KILL_MS = 10_000;

// Dry runs: up to three plays of a script inside one workflow task, which has 10 s on a busy machine
/** Of what a script may compute in an activation, for one play. */
export const DRY_FUEL_SHARE = 0.5;
/**
 * Agents of one play; a script that asks for more is told that there are no more. 500 of them took 4.4 s of a workflow
 * task where fourteen processes shared two cores, twice played (measured).
 */
export const DRY_AGENTS_MAX = 300;
/** Times that a play is answered; a loop that has not ended by then is said not to end. */
export const DRY_ANSWERS_MAX = 100;
/** Of what a play asks for, as JSON: prompts of a megabyte are held in the worker's memory. */
export const DRY_CHARS_MAX = 1 * MIB;
/** Items in each list that an agent of a dry run answers with. */
export const DRY_LIST_ITEMS = 3;
/** Rounds of settled promises after which a play's world is quiet: the longest way of an answer takes some 15. */
export const DRY_QUIET_TICKS = 40;

/** Scripts called by `workflow()` that are looked into with the one that calls them, with those that they call. */
export const NESTED_SCRIPTS_MAX = 20;
/** All of them as JSON: they are in the history with each version of the script. A script of the library takes some 10 KB. */
export const NESTED_SCRIPTS_MAX_BYTES = 128 * KIB;

// Choosing a system: an agent that only looks around
/** Enough to count what repeats and to find a test command. */
export const CHOICE_MAX_TURNS = 20;
export const CHOICE_TIMEOUT_MS = 10 * 60_000;

// Estimates: what an agent of a script is taken to use. Guesses, named as such wherever a figure stands on them
/** Of one call's prompt, cached or not: some price lists go by it. */
export const ESTIMATE_PROMPT_TOKENS = 15_000;
/** Tokens of one agent's prompts that are not from the cache, all its calls together; each call writes them there. */
export const ESTIMATE_INPUT_TOKENS = 20_000;
/** Read from the prompt cache: each call reads what was there before it. */
export const ESTIMATE_CACHED_TOKENS = 100_000;
export const ESTIMATE_OUTPUT_TOKENS = 5_000;

// Plans: what is shown of a script before it runs
/** Call sites, loops and commands of one outline that are listed. */
export const OUTLINE_SITES_MAX = 50;
/** Of a condition, a command or a label in an outline. */
export const OUTLINE_TEXT_MAX_CHARS = 200;
/** An estimate above this is pointed at: about what an hour of a person costs. */
export const LAUNCH_DEAR_USD = 20;
/** Rows of each list of a launch gate. */
export const LAUNCH_ROWS = 40;
/** Questions that a planner may ask in all: a handful. */
export const PLAN_QUESTIONS_MAX = 5;
export const PLAN_CHOICES_MAX = 6;
export const PLAN_ASSUMPTIONS_MAX = 10;
/** A question of a planner is answered by its default after this: nobody should find a plan unwritten the next morning. */
export const PLAN_QUESTION_TIMEOUT_MS = 3_600_000;
/** Versions of a script in a row that go back to the planner for what is wrong with them. */
export const PLAN_REPAIRS_MAX = 5;
/** Times that a person may send a plan back; a longer talk is a new plan. */
export const PLAN_REJECTIONS_MAX = 10;
/** Of what is told to a planner about one version. */
export const PLAN_PROBLEMS_MAX_CHARS = 20_000;
/** Of a plan's args that the planner sees; the rest is told by its size. */
export const PLAN_ARGS_SHOWN_CHARS = 4_000;
/** Model calls of one step of the planner: it looks around, then writes. */
export const PLANNER_MAX_TURNS = 60;
