{
  "name": "demo",
  "script": "export const meta = { name: \"a\" };"
}
