// The page: navigation, filters, and the view that the address names.
import { useCallback, useEffect, useRef, useState } from "preact/hooks"
import { Filters } from "./parts/filters.tsx"
import { addressOf, PLACES, queryOf, type Route, routeOf } from "./route.ts"
import { switchTheme, theme } from "./theme.ts"
import { useLive } from "./use-live.ts"
import { useView } from "./use-view.ts"
import { Activity } from "./views/activity.tsx"
import { Blocks } from "./views/blocks.tsx"
import { Failures } from "./views/failures.tsx"
import { Models } from "./views/models.tsx"
import { Overview } from "./views/overview.tsx"
import { Sessions } from "./views/sessions.tsx"
import { Settings } from "./views/settings.tsx"
import type { ViewProps } from "./views/view-props.ts"

const VIEWS = {
  overview: Overview,
  activity: Activity,
  sessions: Sessions,
  models: Models,
  failures: Failures,
  blocks: Blocks,
  settings: Settings,
}

/** Relative times are said anew this often. */
const TICK_MS = 10_000

export function App() {
  const [route, setRoute] = useState<Route>(() => routeOf(location.search))
  const go = useCallback((to: Route) => {
    history.pushState(null, "", addressOf(to))
    setRoute(to)
  }, [])
  useEffect(() => {
    const back = () => setRoute(routeOf(location.search))
    addEventListener("popstate", back)
    return () => removeEventListener("popstate", back)
  }, [])
  const now = useNow()
  const live = useLive(queryOf({ ...route, since: "" }))
  const overview = useView("overview", queryOf(route), live.beat)
  const { place } = route
  const title = PLACES.find(({ name }) => name === place)?.title ?? ""
  useEffect(() => {
    document.title = `${title} · Ralex`
  }, [title])
  const View = VIEWS[place]
  const props: ViewProps = { route, go, now, live, overview }
  const { choices, configError } = (overview.kind === "loading" ? undefined : overview.document) ?? {}
  return (
    <>
      <a class="skip" href="#view">
        Skip to the view
      </a>
      <header class="top">
        <p class="brand">Ralex</p>
        <Navigation route={route} go={go} />
        <p class="live" title={live.connected ? "New calls appear by themselves" : "Trying to connect again"}>
          <span class={live.connected ? "dot good" : "dot"} /> {live.connected ? "live" : "not connected"}
        </p>
        <ThemeButton />
      </header>
      {place !== "settings" && <Filters route={route} go={go} choices={choices} />}
      <main id="view" tabIndex={-1}>
        <h1>{title}</h1>
        {configError && place !== "settings" && <BrokenConfig error={configError} />}
        <View {...props} />
      </main>
    </>
  )
}

function BrokenConfig({ error }: { error: string }) {
  return (
    <p class="failed broken" role="alert">
      The configuration can not be used, so no limit is shown: {error}
    </p>
  )
}

function Navigation({ route, go }: Pick<ViewProps, "route" | "go">) {
  const { place } = route
  const nav = useRef<HTMLElement>(null)
  // On a phone the links are wider than the screen.
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" })
  }, [place])
  return (
    <nav aria-label="Views" ref={nav}>
      {PLACES.map(({ name, title: text }) => (
        <a
          key={name}
          href={addressOf({ ...route, place: name })}
          aria-current={name === place ? "page" : undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
            event.preventDefault()
            go({ ...route, place: name })
          }}
        >
          {text}
        </a>
      ))}
    </nav>
  )
}

function ThemeButton() {
  const [shown, setShown] = useState(theme())
  const other = shown === "dark" ? "light" : "dark"
  return (
    <button
      type="button"
      class="theme"
      onClick={() => {
        switchTheme()
        setShown(theme())
      }}
    >
      {other === "dark" ? "Dark" : "Light"}
    </button>
  )
}

function useNow(): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
