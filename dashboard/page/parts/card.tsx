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
  /** Of the width of a wide screen; left out, all of it. */
  size?: "third" | "half" | "rest"
  children: ComponentChildren
}

export function Card({ title, note, from, tools, size, children }: CardProps) {
  const id = useId()
  return (
    <section class={size ? `card ${size}` : "card"} aria-labelledby={id}>
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
