// A part of a view with its title, and where the same stands as CSV and JSON.
import type { ComponentChildren } from "preact"
import { useId } from "preact/hooks"
import type { ViewName } from "../../contract.ts"

interface CardProps {
  title: string
  note?: string
  /** Its data, for the links. */
  from?: { view: ViewName; query: string }
  tools?: ComponentChildren
  wide?: boolean
  children: ComponentChildren
}

export function Card({ title, note, from, tools, wide, children }: CardProps) {
  const id = useId()
  return (
    <section class={wide ? "card wide" : "card"} aria-labelledby={id}>
      <header>
        <div>
          <h2 id={id}>{title}</h2>
          {note && <p class="note">{note}</p>}
        </div>
        <div class="tools">
          {tools}
          {from && (
            <span class="exports">
              <a href={`api/${from.view}.csv?${from.query}`} aria-label={`${title} as CSV`}>
                CSV
              </a>
              <a href={`api/${from.view}.json?${from.query}`} aria-label={`${title} as JSON`}>
                JSON
              </a>
            </span>
          )}
        </div>
      </header>
      {children}
    </section>
  )
}
