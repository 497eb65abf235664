import { z } from "zod";
export const meta = { name: "demo", description: "A demo" };
return z;
