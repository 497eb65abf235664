// Error bodies of the Messages API: status, type, message, and the headers that come with them.

/** What the API calls an error of each status. */
const TYPE_OF_STATUS: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  500: "api_error",
  504: "timeout_error",
  529: "overloaded_error",
};

type ApiErrorExtra = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errorCode?: string;
  readonly type?: string;
};

/** An HTTP error of the API. `errorCode` goes out as `error.details.error_code`, `type` in place of the status's own. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly errorCode: string | null;
  readonly type: string;

  constructor(status: number, message: string, extra: ApiErrorExtra = {}) {
    super(message);
    this.status = status;
    this.headers = extra.headers ?? {};
    this.errorCode = extra.errorCode ?? null;
    this.type = extra.type ?? errorTypeOf(status);
  }
}

/** A 400 with the API's usual text: the place in the request, then what is wrong with it. */
export function invalidRequest(message: string): ApiError {
  return new ApiError(400, message);
}

/** `invalid_request_error` for 400 and so on; unknown statuses are read as their class (4xx, 5xx). */
export function errorTypeOf(status: number): string {
  return TYPE_OF_STATUS[status] ?? (status < 500 ? "invalid_request_error" : "api_error");
}

/** The JSON body of an error, as HTTP body and as data of the stream's `error` event. */
export function errorBody(error: ApiError, requestId: string): string {
  const details = error.errorCode === null ? {} : { details: { error_code: error.errorCode } };
  return JSON.stringify({
    type: "error",
    error: { type: error.type, message: error.message, ...details },
    request_id: requestId,
  });
}

/** Anything else that is thrown is the simulator's own mistake. */
export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(500, `[simulator] ${String(error)}`);
}
