// A view's document, asked for again when the address changes and, softly, when the ledger was written.
import { useEffect, useRef, useState } from "preact/hooks"
import type { ViewDocuments, ViewName } from "../contract.ts"

export type Shown<Document> =
  | { kind: "loading" }
  | { kind: "shown"; document: Document }
  /** `document` is the last that was read. */
  | { kind: "failed"; message: string; document: Document | undefined }

/** @param beat Another number asks again, without showing that it loads. */
export function useView<Name extends ViewName>(
  name: Name,
  query: string,
  beat: number,
): Shown<ViewDocuments[Name]> {
  type Document = ViewDocuments[Name]
  const [shown, setShown] = useState<Shown<Document>>({ kind: "loading" })
  const asked = useRef("")
  useEffect(() => {
    const over = new AbortController()
    const address = `api/${name}.json?${query}`
    if (asked.current !== address) setShown({ kind: "loading" })
    asked.current = address
    readView<Document>(address, over.signal).then(
      (document) => setShown({ kind: "shown", document }),
      (error: Error) => {
        if (over.signal.aborted) return
        setShown((before) => ({
          kind: "failed",
          message: error.message,
          document: before.kind === "loading" ? undefined : before.document,
        }))
      },
    )
    return () => over.abort()
  }, [name, query, beat])
  return shown
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
