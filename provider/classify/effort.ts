// How much work the things named in an ask usually are, from a comma in a label to a proof: a rated word list.

/** One line a level, smallest work first; `stem*` is any word that begins so. */
const RATED = [
  // Words, looks and single values.
  "typo* wording spelling comment comments label labels color colors colour colours title titles caption text tooltip icon emoji logo margin padding border font width height align centered decimals singular plural prefix suffix uppercase lowercase capital* whitespace newline indent* semicolon* quotes print prints prints log logs logged logging console bump rename renamed alias constant literal default defaults boolean bool string number integer null optional required unused import imports arg args argument param params parameter flag option docstring hint* message messages warning version readme changelog license gitignore commit push tweak placeholder cosmetic heading footer seconds minutes milliseconds first second last line lines row blank dash dashes symbol star character characters",
  // One place, spelled out.
  "field fields column property properties attribute variable variables method function functions helper class file files folder directory path paths url link links sort sorted format formatted timeout limit threshold count counts counter number name names value values key keys list tuple dict set array object enum type types hint default return returns raise throw skip ignore catch except call calls pass passed mock assert snapshot test expected output stdout stderr stdin exit code env variable setting settings config option command dependency package install script build lint run start stop show display hide include exclude append insert replace swap instead ensure check",
  // A piece of behaviour, with a few places to touch.
  "endpoint* route page pages screen form forms table tables view filter* search* pagination paginat* export* importer parser parse parsing upload* download* cache caching cached retry retries webhook* email emails notification* chart charts graph plot dashboard migration migrations schema query queries workflow workflows action actions docker container ci hook hooks middleware auth login signup logout session sessions token tokens cookie state store watcher watch websocket* timezone* encoding unicode completion* autocomplete* pager widget* dialog modal dropdown menu drag keyboard shortcut* integrat* api sdk client oauth i18n locale* translation* validation validate validates rate throttl* debounce queue job jobs cron worker workers stream streaming batch bulk transaction* index indexes join animation* theme themes responsive layout component components template* render* rendering clipboard terminal shell subprocess signal signals process processes thread threads lock file-lock permission permissions role roles crash crashes exception error errors bug broken fails failing wrong analytics tracking telemetry metrics events event model models prompt feedback suggestion* review-comment image images pdf video audio",
  // Many parts, or a cause that has to be found.
  "architect* refactor* restructur* migrat* redesign* rewrit* rework* overhaul* moderni* system systems subsystem platform engine framework infrastructure sync synchroni* offline replicat* realtime real-time collaborat* multi-tenant* tenan* plugin plugins extension extensions protocol concurren* parallel* performance slow slower leak leaks flaky intermittent* random randomly sometimes security secur* vulnerab* audit* review reviews evaluate assess plan plans planning design phase phases milestone roadmap strategy proposal spec rfc conflict conflicts merge rebase provider providers adapter adapters connectors entire whole everything everywhere across codebase repo monorepo end-to-end cross-platform distributed scheduler compiler interpreter runtime billing payments subscription* production scal* throughput latency optimi* benchmark* profil* compliance backward* compatib* research investigat* analy* explore compare options approach approaches trade-off* tradeoff* unify decouple dedupli* abstraction library framework agent agents implementation feature features unclear weird strange crash* hang hangs freez* corrupt* lost diverg* inconsisten*",
  // The thinking itself.
  "prove proof proves theorem lemma invariant* deadlock* race races linearizab* serializab* lock-free wait-free consensus byzantine crdt* formal* np-hard np-complete complexity asymptotic* optimality counterexample* interleaving* happens-before memory-model derive derivation induction convergence decidab* equilibrium bound bounds recurrence probabilit* combinatori* crash-consisten* isolation ordering",
] as const

export const EFFORTS = RATED.length

const exact = new Map<string, number[]>()
const stems = new Map<string, number[]>()
for (const [level, words] of RATED.entries())
  for (const entry of new Set(words.split(" "))) {
    const into = entry.endsWith("*") ? stems : exact
    const word = entry.endsWith("*") ? entry.slice(0, -1) : entry
    into.set(word, [...(into.get(word) ?? []), level])
  }
const STEM_LENGTHS = [...new Set([...stems.keys()].map(({ length }) => length))].sort((a, b) => a - b)

/** The levels that a lower-case word is rated at. */
export function effortsOf(word: string): number[] {
  const found = exact.get(word)
  if (found) return found
  for (const length of STEM_LENGTHS) {
    if (length > word.length) return NONE
    const levels = stems.get(word.slice(0, length))
    if (levels) return levels
  }
  return NONE
}

const NONE: number[] = []
