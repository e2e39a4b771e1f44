// A document of the ledger once it is read: until then that it loads, or the sentence that says why it can not be.
import type { ComponentChildren } from "preact"
import type { Shown } from "../use-view.ts"

interface ViewOfProps<Document> {
  shown: Shown<Document>
  children: (document: Document) => ComponentChildren
}

export function ViewOf<Document>({ shown, children }: ViewOfProps<Document>) {
  if (shown.kind === "loading")
    return (
      <p class="loading" role="status">
        Reading the ledger…
      </p>
    )
  if (shown.kind === "shown") return <>{children(shown.document)}</>
  return (
    <>
      <p class="failed" role="alert">
        {shown.message}
      </p>
      {shown.document !== undefined && children(shown.document)}
    </>
  )
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>
}
