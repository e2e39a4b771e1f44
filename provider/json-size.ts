// How large a message or a list of tools is as JSON, without the bytes of media, and what media it has. Measured once for
// each object: a session's known messages stay the same ones through its calls (outbound/known-prompt.ts).
import type { PromptSize } from "../ledger/index.ts"

type Media = PromptSize["media"][number]

export interface JsonSize {
  bytes: number
  /** In order. */
  media: readonly Media[]
}

const sizes = new WeakMap<object, JsonSize>()

/** @param value Not changed after it was measured. */
export function jsonSize(value: object): JsonSize {
  const known = sizes.get(value)
  if (known) return known
  const size = measure(value)
  sizes.set(value, size)
  return size
}

function measure(value: object): JsonSize {
  const media: Media[] = []
  const text = hasFiles(value)
    ? JSON.stringify(value, (_key, inner: unknown) => withoutMedia(inner, media))
    : JSON.stringify(value)
  return { bytes: Buffer.byteLength(text), media }
}

/** Most values have none, and are counted several times as fast without a look at each of their parts. */
function hasFiles(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false
  if (Array.isArray(value)) return value.some(hasFiles)
  return value instanceof Uint8Array || isFilePart(value) || Object.values(value).some(hasFiles)
}

/** Takes the bytes of a file part out of the count and notes its kind. */
function withoutMedia(value: unknown, media: Media[]): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64")
  if (!isFilePart(value)) return value
  const kind = mediaKind(value.mediaType)
  if (!kind) return value
  media.push(kind)
  return { type: value.type, mediaType: value.mediaType }
}

function isFilePart(value: unknown): value is { type: string; mediaType: string; data: unknown } {
  return typeof value === "object" && value !== null && "mediaType" in value && "data" in value
}

function mediaKind(mediaType: unknown): Media | undefined {
  const kinds: [string, Media][] = [
    ["image/", "image"],
    ["application/pdf", "pdf"],
    ["audio/", "audio"],
    ["video/", "video"],
  ]
  return kinds.find(([prefix]) => String(mediaType).startsWith(prefix))?.[1]
}
