export const meta = buildMeta();
return 1;
