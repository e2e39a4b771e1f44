// Whether an ask wants files to be changed. Pure; in doubt it does not, so that an answer is never taken for a failure.

const VERBS = [
  "add|fix|change|rename|remove|delete|implement|refactor|replace|update|write|create|make|migrate|convert|mend|repair|move|extract|bump|upgrade|resolve|format|improve|rewrite|introduce|correct",
  "füge|behebe|repariere|ändere|benenne|entferne|lösche|implementiere|ersetze|schreibe|erstelle|korrigiere|verbessere",
  "ajoute[zr]?|corrige[zr]?|renomme[zr]?|supprime[zr]?|modifie[zr]?|remplace[zr]?|implémente[zr]?|écri[st]|crée[zr]?",
  "añade|agrega|arregla|corrige|cambia|renombra|elimina|borra|implementa|reemplaza|crea|escribe",
  "aggiungi|correggi|cambia|rinomina|rimuovi|implementa|sostituisci|crea|scrivi",
  "adicione|corrija|conserte|mude|renomeie|remova|implemente|substitua|crie|escreva",
].join("|")

/** A latin verb as a word near the beginning, after a greeting or a please; other scripts know no word borders. */
const WANTED = new RegExp(
  String.raw`^\P{L}*(?:\p{L}+\P{L}+){0,4}?(?:${VERBS})(?!\p{L})|(?:исправь|добавь|измени|удали|переименуй|реализуй|修复|添加|修改|删除|重命名|实现|重构|修正して|追加して|変更して|直して|고쳐|추가해|수정해)`,
  "iu",
)

const QUESTION =
  /^\W*(how|why|what|which|who|where|when|is|are|do|does|did|explain|describe|show|list|review|plan)\b|^\W*(wie|warum|was|welche|wo|erkläre?|pourquoi|comment|qu['e]|explique|por qué|cómo|qué|perché|come|cosa)\b/iu

/** What is made for the person or for git, not in files; "move on", and checks of the format. */
const NO_FILES =
  /\b(?:commits?|PR|pull requests?|merge requests?|branch|tag|issues?|tickets?|release notes?|summar(?:y|ies)|reports?|plans?|overview|explanation|lists? of|proposal|suggestions?|estimate|comparison|opinion|feedback|repl(?:y|ies)|e-?mails?|branches|containers?|regex(?:es)?|one-liner|snippet)\b|\bmove on\b|\bmake sure\b|\b(?:update|give|tell|show|send) me\b|\b(?:deploy|restart|draft)\b|\b(?:run|check|summari[sz]e|explain|review|commit|push|test)\b.{0,40}\b(?:fix|change|update|format)|\b(?:Zusammenfassung|Bericht|Übersicht|résumé|rapport|resumen|informe|riassunto|resumo)\b/iu

/** What is left alone beside the work: "fix the race without changing the schema", "but leave the docs". */
const LIMIT = /\b(?:do(?: not|n't)|without|no) (?:chang|edit|modify|touch|writ|implement|fix)/iu

/** The person wants to know first. */
const NO_CHANGE =
  /\b(?:do(?: not|n't)|without|no) (?:chang|edit|modify|touch|writ|implement|fix)\w*(?=\s*(?:$|[.,;:!?)]|(?:any|the|my|our)? ?(?:code|files?)\b|any\b|anything|yet|it\b))|\bno changes\b|\b(?:only|just) (?:analy[sz]e|explain|investigate|tell|look|report|describe)\b|\bfor now\b.{0,20}\b(?:only|just)\b|\b(?:ändere|verändere) (?:noch )?nichts\b/iu

const READ = 400
const OBJECT_READ = 80

export function wantsChange(ask: string): boolean {
  const start = ask.trimStart().slice(0, READ)
  const isWanted = WANTED.test(start) && !QUESTION.test(start) && !NO_FILES.test(start.slice(0, OBJECT_READ))
  return isWanted && !wantsNoChange(ask)
}

export function wantsNoChange(ask: string): boolean {
  const ends = ask.length > 2 * READ ? ask.slice(0, READ) + ask.slice(-READ) : ask
  return NO_CHANGE.test(ends) || (LIMIT.test(ends) && !WANTED.test(ask.trimStart().slice(0, READ)))
}

/** Looks first and then changes: "review it and fix what you find". */
export function goesOnToChange(ask: string): boolean {
  return THEN.test(ask.slice(0, READ))
}

const THEN = new RegExp(
  String.raw`(?:\b(?:and|then|und|et|y|e)|[,;.])\s+(?:then\s+)?(?:${VERBS})(?!\p{L})`,
  "iu",
)

/**
 * Whether an ask that wants a change can only mean files of the project: it names one, or a part of a program. Without
 * that, a poem or a translation is wanted as well.
 */
export function namesProject(ask: string): boolean {
  return PROJECT.test(ask.slice(0, READ))
}

const PROJECT =
  /`[^`]+`|\b[\w-]+\.(?:[cm]?[jt]sx?|py|rs|go|java|kt|rb|php|cs?|cc|cpp|hp?p?|swift|sh|sql|ya?ml|json|toml|md|html|s?css|vue)\b|\b\w+[/]\w+[/.]|\b[a-z]+(?:[A-Z][a-z]+)+\b|\b\w+_\w+\b|\b\w+\(\)|\b(?:the|our|this|my|a|all|every|each) (?:[\w'-]+ ){0,3}(?:bugs?|tests?|code|function|class|method|module|project|repo(?:sitory)?|app|server|endpoint|route|page|button|component|parser|handler|helper|option|flag|command|config|schema|table|column|field|crash|race|leak|imports?|dependenc(?:y|ies)|types?|variable|README|changelog|script|workflow|build|CI)\b/u
