#!/usr/bin/env -S pawl run
export const meta = { name: "demo", description: "A demo" };
return args;
