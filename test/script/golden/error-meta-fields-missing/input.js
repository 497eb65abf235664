export const meta = { whenToUse: "never" };
return 1;
