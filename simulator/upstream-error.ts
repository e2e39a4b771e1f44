// The errors of OpenRouter's API as it sends them: status, headers and body.

export interface UpstreamError {
  status: number
  headers: Record<string, string>
  body: { error: ErrorBody }
}

interface ErrorBody {
  message: string
  code: number
  metadata: Record<string, unknown>
  availability?: Record<string, unknown>
}

interface Kind {
  message: string
  errorType: string
  /** The error comes from a model's provider, which is named. */
  provider?: true
  availability?: { code: string; retryable: boolean }
  retryAfterSeconds?: number
}

// `error_type` and availability codes: OpenRouter's API reference of 2026-08-22.
const kinds = {
  400: {
    message: "The prompt is longer than the maximum context length of this endpoint.",
    errorType: "context_length_exceeded",
  },
  401: { message: "User not found.", errorType: "authentication" },
  402: { message: "Insufficient credits. Add more at /settings/credits.", errorType: "payment_required" },
  403: { message: "Key limit exceeded (total limit).", errorType: "permission_denied" },
  404: {
    message: "No endpoints found.",
    errorType: "not_found",
    availability: { code: "model_not_found", retryable: false },
  },
  408: { message: "Request timed out.", errorType: "timeout" },
  413: { message: "Request body is too large.", errorType: "payload_too_large" },
  422: { message: "The request can not be processed.", errorType: "unprocessable" },
  429: {
    message: "Provider returned error",
    errorType: "rate_limit_exceeded",
    provider: true,
    availability: { code: "capacity_exhausted", retryable: true },
    retryAfterSeconds: 2,
  },
  500: { message: "Internal Server Error", errorType: "server" },
  502: { message: "Provider returned error", errorType: "provider_unavailable", provider: true },
  503: {
    message: "The model is temporarily unavailable.",
    errorType: "provider_overloaded",
    provider: true,
    availability: { code: "temporarily_unavailable", retryable: true },
    retryAfterSeconds: 1,
  },
  504: { message: "The provider did not answer in time.", errorType: "timeout", provider: true },
  524: { message: "The provider did not answer in time.", errorType: "timeout", provider: true },
  529: { message: "Provider returned error", errorType: "provider_overloaded", provider: true },
} as const satisfies Record<number, Kind>

export type ErrorStatus = keyof typeof kinds

export interface ErrorDetails {
  message?: string | undefined
  errorType?: string | undefined
  retryAfterSeconds?: number | undefined
  raw?: string | undefined
  model?: string | undefined
  providerName?: string | undefined
  availability?: { code: string; retryable: boolean } | undefined
}

export function upstreamError(status: ErrorStatus, details: ErrorDetails = {}): UpstreamError {
  const kind: Kind = kinds[status]
  const availability = details.availability ?? kind.availability
  const retryAfter = details.retryAfterSeconds ?? kind.retryAfterSeconds
  const raw =
    details.raw ?? (kind.provider ? JSON.stringify({ error: { message: kind.errorType } }) : undefined)
  return {
    status,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    body: {
      error: {
        message: details.message ?? kind.message,
        code: status,
        metadata: {
          error_type: details.errorType ?? kind.errorType,
          ...(kind.provider && details.providerName ? { provider_name: details.providerName } : {}),
          ...(raw === undefined ? {} : { raw }),
        },
        ...(availability ? { availability: availabilityOf(availability, details.model, retryAfter) } : {}),
      },
    },
  }
}

/** What a request ends with when no model could answer: the last error, which carries those before it. */
export function lastOf(errors: UpstreamError[]): UpstreamError {
  const last = errors.at(-1) ?? upstreamError(404)
  if (errors.length < 2) return last
  const previous = errors
    .slice(0, -1)
    .map(({ body: { error } }) => ({ code: error.code, message: error.message }))
  const metadata = { ...last.body.error.metadata, previous_errors: previous }
  return { ...last, body: { error: { ...last.body.error, metadata } } }
}

export function refuse({ status, headers, body }: UpstreamError): Response {
  return Response.json(body, { status, headers })
}

function availabilityOf(
  availability: NonNullable<Kind["availability"]>,
  model: string | undefined,
  retryAfter: number | undefined,
): Record<string, unknown> {
  return {
    ...availability,
    ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
    requested_models: model === undefined ? [] : [model],
  }
}
