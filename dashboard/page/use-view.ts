// A view's document, asked for again when the address changes and, softly, when the ledger was written.
import { useEffect, useRef, useState } from "preact/hooks"
import type { ViewDocuments, ViewName } from "../contract.ts"
import { coalesced } from "./coalesced.ts"

export type Shown<Document> =
  | { kind: "loading" }
  | { kind: "shown"; document: Document }
  /** `document` is the last that was read. */
  | { kind: "failed"; message: string; document: Document | undefined }

/** @param beat Another number asks again, without showing that it loads, once what was asked before is there. */
export function useView<Name extends ViewName>(
  name: Name,
  query: string,
  beat: number,
): Shown<ViewDocuments[Name]> {
  type Document = ViewDocuments[Name]
  const [shown, setShown] = useState<Shown<Document>>({ kind: "loading" })
  const ask = useRef<(() => void) | undefined>(undefined)
  useEffect(() => {
    const over = new AbortController()
    setShown({ kind: "loading" })
    ask.current = coalesced(async () => {
      const read = readView<Document>(`api/${name}.json?${query}`, over.signal)
      const found = await read.catch((error: Error) => error)
      if (!over.signal.aborted) setShown((before) => shownAfter(before, found))
    })
    ask.current()
    return () => over.abort()
  }, [name, query])
  const heard = useRef(beat)
  useEffect(() => {
    if (heard.current === beat) return
    heard.current = beat
    ask.current?.()
  }, [beat])
  return shown
}

function shownAfter<Document>(before: Shown<Document>, found: Document | Error): Shown<Document> {
  if (!(found instanceof Error)) return { kind: "shown", document: found }
  const document = before.kind === "loading" ? undefined : before.document
  return { kind: "failed", message: found.message, document }
}

const GONE = "The dashboard does not answer. Is `ralex dashboard` still running?"
const STRANGER = "This page is no longer logged in. Run `ralex dashboard` and open the link that it prints."

async function readView<Document>(address: string, signal: AbortSignal): Promise<Document> {
  const response = await fetch(address, { signal }).catch(() => {
    throw new Error(GONE)
  })
  if (response.status === 401) throw new Error(STRANGER)
  const body: unknown = await response.json().catch(() => ({}))
  if (response.ok) return body as Document
  const error = (body as { error?: unknown }).error
  throw new Error(typeof error === "string" ? error : `The dashboard answered ${response.status}.`)
}
