// Which of pawl's search attributes the server knows: setting any other would fail a workflow task.
import type { NativeConnection } from "@temporalio/worker";
import { SEARCH_ATTRIBUTES } from "../protocol/names.ts";

/** Empty when the server does not tell: a run works just the same without them. */
export async function registeredSearchAttributes(
  connection: NativeConnection,
  namespace: string,
): Promise<string[]> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return Object.keys(SEARCH_ATTRIBUTES).filter((name) => Object.hasOwn(customAttributes, name));
  } catch {
    return [];
  }
}
