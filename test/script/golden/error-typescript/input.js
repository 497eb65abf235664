export const meta: ScriptMeta = { name: "demo", description: "A demo" };
interface Finding { file: string; line: number }
type Severity = "low" | "high";
enum Color { Red, Green }
const files: string[] = (args as { files: string[] }).files;
async function review(file: string, depth?: number): Promise<Finding[]> {
  const map = new Map<string, number>();
  return (await agent(`Review ${file}`))!;
}
class Box<T> { private value: T; constructor(public name: string) {} }
const checked = { a: 1 } satisfies object;
return await parallel(files.map((file: string) => () => review(file)));
