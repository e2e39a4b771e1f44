// ClawRouter's 15-dimension scorer as published (keywords, weights, bounds), written anew to compare with. Of its
// languages those that the rows have: English, Chinese, Russian, German, Spanish, Portuguese.
import type { TaskClass } from "../config/index.ts"

const KEYWORDS = {
  code: "function|class|import|def|select|async|await|const|let|var|return|```|函数|类|导入|定义|查询|异步|等待|常量|变量|返回|функция|класс|импорт|определ|запрос|асинхронный|ожидать|константа|переменная|вернуть|funktion|klasse|importieren|definieren|abfrage|asynchron|erwarten|konstante|variable|zurückgeben|función|clase|importar|definir|consulta|asíncrono|esperar|constante|retornar|função|classe|assíncrono|aguardar|variável",
  reasoning:
    "prove|theorem|derive|step by step|chain of thought|formally|mathematical|proof|logically|证明|定理|推导|逐步|思维链|形式化|数学|逻辑|доказать|докажи|доказательств|теорема|вывести|шаг за шагом|пошагово|поэтапно|цепочка рассуждений|рассуждени|формально|математически|логически|beweisen|beweis|ableiten|schritt für schritt|gedankenkette|formal|mathematisch|logisch|demostrar|teorema|derivar|paso a paso|cadena de pensamiento|formalmente|matemático|prueba|lógicamente|provar|passo a passo|cadeia de pensamento|prova|logicamente",
  technical:
    "algorithm|optimize|architecture|distributed|kubernetes|microservice|database|infrastructure|算法|优化|架构|分布式|微服务|数据库|基础设施|алгоритм|оптимизировать|оптимизаци|оптимизируй|архитектура|распределённый|микросервис|база данных|инфраструктура|algorithmus|optimieren|architektur|verteilt|mikroservice|datenbank|infrastruktur|algoritmo|optimizar|arquitectura|distribuido|microservicio|base de datos|infraestructura|otimizar|arquitetura|distribuído|microsserviço|banco de dados|infraestrutura",
  creative:
    "story|poem|compose|brainstorm|creative|imagine|write a|故事|诗|创作|头脑风暴|创意|想象|写一个|история|рассказ|стихотворение|сочинить|сочини|мозговой штурм|творческий|представить|придумай|напиши|geschichte|gedicht|komponieren|brainstorming|kreativ|vorstellen|schreibe|erzählung|historia|poema|componer|lluvia de ideas|creativo|imaginar|escribe|história|compor|criativo|escreva",
  simple:
    "what is|define|translate|hello|yes or no|capital of|how old|who is|when was|什么是|定义|翻译|你好|是否|首都|多大|谁是|何时|что такое|определение|перевести|переведи|привет|да или нет|столица|сколько лет|кто такой|когда|объясни|was ist|definiere|übersetze|hallo|ja oder nein|hauptstadt|wie alt|wer ist|wann|erkläre|qué es|definir|traducir|hola|sí o no|capital de|cuántos años|quién es|cuándo|o que é|traduzir|olá|sim ou não|quantos anos|quem é|quando",
  imperative:
    "build|create|implement|design|develop|construct|generate|deploy|configure|set up|构建|创建|实现|设计|开发|生成|部署|配置|设置|построить|построй|создать|создай|реализовать|реализуй|спроектировать|разработать|разработай|сконструировать|сгенерировать|сгенерируй|развернуть|разверни|настроить|настрой|erstellen|bauen|implementieren|entwerfen|entwickeln|konstruieren|generieren|bereitstellen|konfigurieren|einrichten|construir|crear|implementar|diseñar|desarrollar|generar|desplegar|configurar|criar|projetar|desenvolver|gerar|implantar",
  constraint:
    "under|at most|at least|within|no more than|o(|maximum|minimum|limit|budget|不超过|至少|最多|在内|最大|最小|限制|预算|не более|не менее|как минимум|в пределах|максимум|минимум|ограничение|бюджет|höchstens|mindestens|innerhalb|nicht mehr als|maximal|minimal|grenze|como máximo|al menos|dentro de|no más de|máximo|mínimo|límite|presupuesto|no máximo|pelo menos|não mais que|limite|orçamento",
  format:
    "json|yaml|xml|table|csv|markdown|schema|format as|structured|表格|格式化为|结构化|таблица|форматировать как|структурированный|tabelle|formatieren als|strukturiert|tabla|formatear como|estructurado|tabela|formatar como|estruturado",
  reference:
    "above|below|previous|following|the docs|the api|the code|earlier|attached|上面|下面|之前|接下来|文档|代码|附件|выше|ниже|предыдущий|следующий|документация|код|ранее|вложение|oben|unten|vorherige|folgende|dokumentation|der code|früher|anhang|arriba|abajo|anterior|siguiente|documentación|el código|adjunto|acima|abaixo|seguinte|documentação|o código|anexo",
  negation:
    "don't|do not|avoid|never|without|except|exclude|no longer|不要|避免|从不|没有|除了|排除|не делай|не надо|нельзя|избегать|никогда|без|кроме|исключить|больше не|nicht|vermeide|niemals|ohne|außer|ausschließen|nicht mehr|no hagas|evitar|nunca|sin|excepto|excluir|não faça|sem|exceto",
  domain:
    "quantum|fpga|vlsi|risc-v|asic|photonics|genomics|proteomics|topological|homomorphic|zero-knowledge|lattice-based|量子|光子学|基因组学|蛋白质组学|拓扑|同态|零知识|格密码|квантовый|фотоника|геномика|протеомика|топологический|гомоморфный|с нулевым разглашением|на основе решёток|quanten|photonik|genomik|proteomik|topologisch|homomorph|gitterbasiert|cuántico|fotónica|genómica|proteómica|topológico|homomórfico|quântico|fotônica|genômica|proteômica",
  agentic:
    "read file|read the file|look at|check the|open the|edit|modify|update the|change the|write to|create file|execute|deploy|install|npm|pip|compile|after that|and also|once done|step 1|step 2|fix|debug|until it works|keep trying|iterate|make sure|verify|confirm|读取文件|查看|打开|编辑|修改|更新|创建|执行|部署|安装|第一步|第二步|修复|调试|直到|确认|验证|leer archivo|editar|modificar|actualizar|ejecutar|desplegar|instalar|paso 1|paso 2|arreglar|depurar|verificar|ler arquivo|atualizar|executar|implantar|passo 1|passo 2|corrigir",
}

/** Weight, bounds of few and many hits, and what they score. */
const GRADED: [keyof typeof KEYWORDS, number, [number, number], [number, number]][] = [
  ["code", 0.15, [1, 2], [0.5, 1]],
  ["reasoning", 0.18, [1, 2], [0.7, 1]],
  ["technical", 0.1, [2, 4], [0.5, 1]],
  ["creative", 0.05, [1, 2], [0.5, 0.7]],
  ["simple", 0.02, [1, 2], [-1, -1]],
  ["imperative", 0.03, [1, 2], [0.3, 0.5]],
  ["constraint", 0.04, [1, 3], [0.3, 0.7]],
  ["format", 0.03, [1, 2], [0.4, 0.7]],
  ["reference", 0.02, [1, 2], [0.3, 0.5]],
  ["negation", 0.01, [2, 3], [0.3, 0.5]],
  ["domain", 0.02, [1, 2], [0.5, 0.8]],
]
const STEPS = [/first.*then/i, /step \d/i, /\d\.\s/]
const STEEPNESS = 12
const CONFIDENT = 0.7

export function classifyAsClawRouter(ask: string): TaskClass {
  const text = ask.toLowerCase()
  const hits = (name: keyof typeof KEYWORDS) =>
    KEYWORDS[name].split("|").filter((word) => text.includes(word)).length
  if (hits("reasoning") >= 2) return "reasoning"
  const tokens = Math.ceil(ask.length / 4)
  const agentic = hits("agentic")
  const score =
    GRADED.reduce((sum, [name, weight, [low, high], [some, many]]) => {
      const found = hits(name)
      return sum + weight * (found >= high ? many : found >= low ? some : 0)
    }, 0) +
    0.08 * (tokens < 50 ? -1 : tokens > 500 ? 1 : 0) +
    0.12 * (STEPS.some((pattern) => pattern.test(text)) ? 0.5 : 0) +
    0.05 * (ask.split("?").length - 1 > 3 ? 0.5 : 0) +
    0.04 * (agentic >= 4 ? 1 : agentic >= 3 ? 0.6 : agentic >= 1 ? 0.2 : 0)
  return tierAt(score)
}

/** By the nearest bound; where the sigmoid of the distance to it is unsure, medium. */
function tierAt(score: number): TaskClass {
  const [tier, distance]: [TaskClass, number] =
    score < 0
      ? ["simple", -score]
      : score < 0.3
        ? ["medium", Math.min(score, 0.3 - score)]
        : score < 0.5
          ? ["complex", Math.min(score - 0.3, 0.5 - score)]
          : ["reasoning", score - 0.5]
  return 1 / (1 + Math.exp(-STEEPNESS * distance)) < CONFIDENT ? "medium" : tier
}
