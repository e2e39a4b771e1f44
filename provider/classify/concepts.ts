// What the words of an ask mean for routing, in many languages: `word` is that word, `stem*` any word it begins.
// Chinese, Japanese and Korean entries are found anywhere in a run of their script.

/** Intent, scope, certainty: one line a concept, so that an ask in any of the languages gives the same signs. */
const WORDS = {
  prove:
    "prove proves proving proof* theorem lemma corollary induction beweis* demuestr* demostrar demostraci* démontre* démonstration prouve* dimostra* demonstre demonstra* докаж* доказ* доведи udowodn* bewijs* kanıtla* ispatla* dokaž* dokázat برهن أثبت سिद्ध 证明 證明 証明 归纳法 引理 定理 증명",
  derive:
    "derive derives derivation leite herleit* ableit* derivar dérive* dériver deriva выведи вывести wyprowad* odvoď 推导 推導 導出 유도",
  theory:
    "np-complete np-hard decidable undecidable converge* equilibrium nash contradiction irrational bijection isomorphi* asymptotic* recurrence optimality soundness completeness countable uncountable satisfiab* diagonaliz* reduction invariant* complexity epsilon-delta 不可判定 反证 最优性 复杂度 収束 복잡도 complejidad complexité komplexität complexidade сложност*",
  concurrency:
    "deadlock* livelock* concurren* lock-free wait-free linearizab* serializab* race races mutex* semaphore* consensus raft paxos atomic* thread-safe interleav* nebenläufig* verklemmung concurrenc* interbloc* гонк* взаимоблок* 死锁 并发 竞态 共识 デッドロック 並行 競合 교착 동시성",
  design:
    "design designs designing architect* redesign* entwirf* entwerf* diseñ* conçoi* concevoir projete projetar progett* спроектир* проектир* zaprojektuj ontwerp* tasarla* صمم navrhn* спроєктуй 设计 設計 설계",
  build:
    "build builds building construct* develop baue* bauen entwickle* construy* construir construi* construis développe* desarroll* desenvolv* costru* svilupp* постро* разработ* zbuduj stwórz bouw* ontwikkel* geliştir* 构建 搭建 开发 構築 開発 구축 개발",
  implement:
    "implement implements implementing implementa* implementier* implémente* реализ* внедри zaimplementuj implementeer uygula* 实现 實現 実装 구현",
  system:
    "system systems platform* pipeline* engine engines framework* backend* infrastructure subsystem* plattform* sistema* plateforme* piattaforma систем* платформ* конвейер* systém* platforma 系统 系統 平台 架构 引擎 流水线 システム プラットフォーム エンジン 시스템 플랫폼",
  distributed:
    "distributed multi-region multi-tenant real-time fault-toleran* scalab* sharding replication failover microservice* high-availability verteilt* skalierbar* distribu* escalable* escaláve* распредел* масштабируем* 分布式 实时 微服务 容错 分散 リアルタイム 분산 실시간",
  include:
    "including include includes incluye* incluyendo incluant inclua inclui incluindo einschließlich inklusive включ* includi compreso włącznie inclusief 包括 包含 支持 含 需要 含む 포함",
  write:
    "write writes schreib* escrib* écri* escrev* scriv* напиши написать napisz schrijf yaz* اكتب napiš लिखो 写 寫 编写 書い 書く 작성",
  create:
    "create creates make generate scaffold set-up setup bootstrap erstell* erzeug* crea cree crée* créer criar crie generar genera génère gere создай создать сгенер* utwórz wygeneruj maak creëer oluştur* أنشئ vytvoř 创建 生成 新建 作成 作って 생성 만들",
  unit: "function functions script class decorator component query regex middleware hook helper funktion* función funciones fonction* função funzion* skript guión clase classe функци* скрипт* класс* funkcj* skrypt functie fonksiyon دالة funkci 函数 脚本 装饰器 类 正则 関数 スクリプト クラス 함수 스크립트",
  explain:
    "explain explains erklär* erläuter* explica* explique* expliquer spiega* объясн* поясни wyjaśn* uitleggen açıkla* اشرح vysvětl* समझाओ describe describes beschreib* describ* décri* опиши 解释 解釋 说明 描述 説明 설명",
  how: "how wie cómo comment como come как jak hoe nasıl كيف कैसे 如何 怎么 怎样 どうやって どう 어떻게",
  what: "what what's whats was qué quoi qu'est-ce que que'est cos'è что wat ne ما क्या co 什么 什麼 何 とは 무엇 뭐",
  lookup:
    "who who's when where where's which wer wann welche* quién cuándo dónde cuál qui quand où quel quelle quem quando onde qual кто когда где какой какая dónde kto kiedy gdzie wie wanneer waar kim nerede من متى أين kdo kdy kde 谁 何时 哪里 哪个 多少 誰 いつ どこ どれ 누구 언제 어디",
  define:
    "define definition meaning means stand bedeutet definier* significa signifie define определ* definicj* 定义 意思 定義 意味 정의",
  translate:
    "translate translation übersetz* traduc* traduis traduire traduz* traduzir traduci перевед* перевод* przetłumacz vertaal çevir ترجم přelož 翻译 翻譯 翻訳 번역",
  compare:
    "compare compares comparing comparison versus vs difference differences differ vergleich* unterschied* compara* diferenc* diferença* différence* comparer confronta* сравн* разниц* отлич* porówn* różnic* vergelijk* verschil karşılaştır* قارن porovn* rozdíl 比较 比較 对比 区别 差异 違い 비교 차이",
  summarise:
    "summar* tl;dr overview recap zusammenfass* fasse resum* résum* riassum* суммир* резюмир* кратко podsumuj samenvat* özetle* لخص shrň 总结 总览 概括 要約 まとめ 요약",
  rewrite:
    "rewrite rephrase reword paraphrase simplify umformulier* reescrib* reescrev* reformul* riscriv* перепиши przepisz herschrijf 改写 重写 简化 書き直 다시",
  review:
    "review reviews reviewing audit audits critique assess überprüf* begutacht* revis* examine* passe ревью проверь przejrzyj beoordeel incele* راجع zkontroluj 审查 评审 检查 审核 レビュー 監査 리뷰 검토",
  test: "test tests testing unittest* e2e coverage testen prueba* pruebas teste* тест* testy testów टेस्ट 测试 單元測試 单元测试 テスト 테스트",
  debug:
    "debug debugging troubleshoot* diagnos* investigat* bisect depur* débog* отлад* разберись debuguj onderzoek untersuch* 调试 排查 定位 デバッグ 調査 디버그 조사",
  failure:
    "error errors fail fails failed failing failure crash crashes crashed crashing broken bug bugs exception* wrong incorrect* stuck hangs hung freezes panic panics fehler* kaputt abgestürzt fallo falla fallan errores erreur* échoue plante erro erros falha quebrado errore ошибк* падает сломал* не błąd* fout* hata* خطأ chyba 错误 报错 崩溃 失败 异常 不工作 エラー 落ちる 失敗 動かない 오류 에러 실패",
  unclear:
    "intermittent* sometimes random randomly flaky occasionally sporadic* weird strange* mysterious* somehow inexplicabl* leak leaks leaking heisenbug manchmal a-veces parfois às-vezes иногда случайно czasem soms bazen أحيانا občas 偶尔 间歇 随机 有时 泄漏 たまに 時々 간헐 가끔 누수",
  slow: "slow slower performance perf latency optimi* throughput profil* bottleneck* memory langsam leistung lento rendimiento lent lenteur desempenho медлен* производительн* wolno traag yavaş بطيء pomal* 慢 性能 优化 延迟 遅い 最適化 느린 성능 최적화",
  fix: "fix fixes fixing repair resolve solve behebe* repariere* korrigier* arregla* corrig* corrij* soluciona* résou* исправ* почини* napraw* los herstel düzelt* أصلح oprav* 修复 修正 解决 修 直して 직접 고쳐 수정",
  rename:
    "rename renames renaming umbenenn* benenne renombr* renomm* renome* rinomin* переимен* zmień hernoem yeniden-adlandır přejmenuj 重命名 改名 リネーム 이름",
  mechanical:
    "typo typos format reformat lint linter prettier indent* whitespace unused spelling capital* bump uppercase lowercase sort newline semicolon* tippfehler formatier* errata ortograf* faute* formate опечатк* отформат* literówk* tikfout 拼写 格式化 错别字 缩进 タイポ フォーマット 오타",
  run: "run runs rerun re-run execute start restart launch ausführ* starte ejecut* corre exécut* lance execut* rode esegui запусти* прогони uruchom voer çalıştır* شغل spusť 运行 执行 启动 実行 起動 실행",
  git: "commit commits push pull stage stash checkout branch tag rebase merge amend pr prs коммит* запушь commite commitea 提交 推送 コミット 커밋",
  show: "show shows list lists print prints display open read cat find locate search grep count tell zeig* liste finde suche muestra* lista* busca* encuentra montre* affiche* cherche* trouve* mostre* mostra* procure покаж* найди выведи pokaż znajdź toon zoek göster* bul أظهر zobraz najdi 显示 列出 查看 查找 看看 見せて 表示 探して 보여 찾아",
  add: "add adds adding append insert hinzufüg* füge ergänz* añad* agreg* ajout* adicion* acrescent* aggiung* добав* dodaj voeg ekle* أضف přidej 添加 增加 加上 加个 追加 추가",
  remove:
    "remove removes removing delete deletes drop strip entfern* lösch* elimin* borra* quita* supprim* retire* enlève* remov* apague rimuov* удал* убери usuń verwijder sil* احذف odstraň smaž 删除 移除 去掉 削除 消して 삭제 제거",
  change:
    "change changes changing update updates updating set switch replace replaces tweak adjust increase decrease ändere* aktualisier* ersetz* cambia* actualiza* reemplaz* remplac* modifi* chang* mude altere atualiz* substitu* cambia aggiorna измен* замен* обнов* поменя* zmień zaktualizuj wijzig değiştir* güncelle* غيّر غير změň 修改 更新 改成 改为 替换 换成 変更 更新 변경 바꿔",
  move: "move moves moving extract split inline verschieb* extrahier* mueve mover extrae déplac* extrai* mova sposta перенес* вынес* przenieś verplaats taşı* انقل přesuň 移动 移到 拆分 抽取 移動 抽出 옮겨",
  refactor:
    "refactor* re-architect* rearchitect* restructur* reorganiz* decouple dedupe deduplicate cleanup tidy umstruktur* refaktor* refatora* refactoris* рефактор* 重构 重構 リファクタ 리팩터 리팩토링",
  migrate:
    "migrat* port porting convert converting upgrade upgrading overhaul rework migrier* umstell* konvertier* convierte* convertir convert* миграц* мигрир* перевести przenieść 迁移 移植 升级 移行 마이그레이션",
  plan: "plan plans planning roadmap proposal propose strategy phase phases milestone* rfc spec planung plane planific* planej* stratégie стратег* планир* план plánuj 规划 计划 方案 計画 계획",
  research:
    "research analyz* analys* explore brainstorm* evaluate tradeoff* trade-off* trade-offs pros cons approach* analysier* analiz* analis* anális* исследу* проанализир* przeanalizuj onderzoek 分析 研究 探讨 头脑风暴 调研 分析して 분석 연구",
  discuss:
    "thoughts suggestions opinion recommend* advise should suggest wonder thinking options idea ideas meinst empfiehl* vorschlag opinas recomiend* penses suggér* acha sugest* думаешь посовет* 建议 想法 意见 どう思 提案 제안 의견",
  finish:
    "finish complete continue proceed resume carry finalize finalise weitermachen fertig termina* continúa terminer poursui* continue* termine заверш* продолж* dokończ 完成 继续 続けて 完了 계속 완성",
  feature:
    "feature features flow workflow module modules service services integration support functionality funktionalität funcionalidad* fonctionnalité* модул* сервис* 功能 模块 服务 機能 モジュール 기능 모듈",
  whole:
    "all every each entire whole across everywhere throughout codebase repo-wide end-to-end gesamt* alle ganze* todos todas cada entier* tous toutes tutti ogni все всех весь всю каждый wszystkie cały alles tüm كل všechny 所有 全部 整个 每个 すべて 全て 모든 전체",
  several:
    "multiple several many various both pages files modules endpoints tables providers mehrere varios varias plusieurs vários несколько многие kilka 多个 几个 複数 여러",
  condition:
    "if unless otherwise only except instead when while whenever wenn falls sonst si sinon se senão caso если иначе jeśli als eğer إذا pokud 如果 否则 除非 もし なら 만약",
  negation:
    "not no don't doesn't didn't isn't can't won't never without nicht kein* ohne nunca sin pas sans não sem не без nie niet geen değil لا 不 没有 别 ない 않",
  sequence:
    "then also next after afterwards finally additionally plus danach dann auch luego también ensuite aussi depois também затем потом также potem daarna sonra ثم pak 然后 接着 并且 そして 次に 그리고",
  hedge:
    "maybe perhaps probably guess seems seem think hmm unsure possibly somewhat vielleicht quizás quizá peut-être talvez возможно может może misschien belki ربما možná 也许 可能 好像 たぶん 아마",
  why: "why warum weshalb pourquoi почему зачем dlaczego waarom neden niçin لماذا proč 为什么 为何 なぜ どうして 왜",
  again:
    "still again same anymore noch immer wieder sigue otra encore toujours ainda снова опять всё nadal nog hala ještě 还是 仍然 又 まだ また 여전히 또",
  undo: "revert undo rollback rückgängig deshaz revierte annule desfaça откати верни cofnij 撤销 回滚 还原 戻して 取り消 되돌려",
  accept:
    "yes yep yup yeah ok okay sure good great perfect nice y k ja jawohl sí vale oui d'accord sim да давай хорошо tak evet نعم ano 好 好的 可以 行 是的 はい うん 네 좋아",
  greet:
    "hi hello hey thanks thank bye goodbye hallo danke hola gracias bonjour merci salut olá obrigad* ciao grazie привет спасибо здравствуй* cześć dziękuję merhaba مرحبا ahoj 你好 谢谢 您好 こんにちは ありがとう 안녕 감사",
  production:
    "backward* compatib* zero-downtime rollback idempoten* consisten* transaction* availability compliance resilien* observability abwärtskompatib* retrocompatib* обратн* 向后兼容 一致性 事务 后方互換 整合性",
  security:
    "secur* vulnerab* auth authentication authorization encrypt* permission* oauth rbac sicherheit* segur* sécurit* безопасн* уязвим* bezpiecz* 安全 漏洞 鉴权 加密 認証 暗号 보안 인증",
  docs: "doc docs document documentation readme changelog comment comments docstring* dokumentation kommentar* documentación comentario* commentaire* documentação документац* комментари* dokumentacj* 文档 注释 说明 ドキュメント コメント 문서 주석",
  look: "look see check verify confirm make-sure ensure notice schau prüf* mira comprueba regarde vérif* verifi* veja посмотри проверить sprawdź kijk kontrol* 看 确认 检验 確認 見て 확인",
  cosmetic:
    "color colour colors label title icon padding margin font button width height text message emoji spacing align farbe schaltfläche botón couleur bouton cor botão цвет кнопк* kolor kleur renk لون barva 颜色 按钮 标题 文字 色 ボタン 색 버튼",
  value:
    "default defaults value constant flag param parameter arg args option property field variable name string wert variable valor valeur переменн* wartość waarde değer 默认 变量 参数 变数 値 変数 값 변수",
  algorithm:
    "algorithm* heuristic* graph tree dynamic-programming matrix probability algorithmus algoritmo* algorithme* алгоритм* algorytm 算法 图论 动态规划 概率 アルゴリズム 알고리즘",
  creative:
    "story poem essay haiku joke email tweet blog geschichte gedicht historia poema histoire poème história история стих* 故事 诗 邮件 文章 物語 詩 이야기 시",
  sentiment:
    "classify classification sentiment extract extraction categor* identify label tag klassifizier* clasific* classifie* классифиц* 分类 提取 识别 分類 抽出 분류 추출",
  filler:
    "ok okay k yes yup yep yeah y sure good great perfect nice cool alright right well so now then also and but hmm hm mmm mmmk uh oh ah please pls just can could would you u let's lets let us we i we'd i'd we'll i'll need want like to should must have go ahead next first the actually instead hey hi hello bitte kannst du por favor puedes puede s'il te plaît peux tu pode você пожалуйста можешь давай",
  firstPerson: "i i'm i've i'll i'd my me ich mir je j'ai mi yo eu я мне 我",
  secondPerson: "you your you're can could would please du kannst puedes peux você ты можешь 你 请",
  together: "we we're we'll our us let's lets wir nous nosotros nós мы давай 我们",
  modal: "should shouldn't must needs need sollte muss debe doit deve должен 应该 必须",
  yesNo:
    "is are was were do does did has have will would can isn't aren't don't doesn't ist sind hat gibt es está hay est-ce existe tem есть ли 是否 有没有",
  asksLeave: "can could kann können puede peut pode можно ли",
  subject: "we it this you the",
  nobody: "no nope nah wrong that",
  lacking: "nothing doesn't isn't not without missing empty blank white",
  madeByOthers: "agent implementation chunk pr branch work merge changes",
  goesOn: "forward execute proceed start go begin",
  advice: "should best recommend suggest thoughts better opinion suggestions suggestion",
  structure: "architecture rfc brainstorm roadmap architektur arquitectura arquitetura архитектур* 架构",
  clash: "conflict conflicts conflicting konflikt* conflicto* conflit* конфликт* 冲突",
  setting: "if when in on for wenn falls si quand se quando если",
  use: "use using verwende nutze usa utilise используй 使用 用 使って",
  address: "address addresses addressing",
  pronoun:
    "it that this these those them same one es das dies eso esto ça cela cela-ci isso isto это этот to 它 这个 那个 それ これ 그거 이거",
  outcome:
    "work works worked working help helped helps change changed fix fixed happen happened happens solve solved funktioniert geht geklappt funciona funcionó marche fonctionne funcionou работает помогло działa 起作用 有用 管用 直って 動か 안돼 작동",
  example: "example sample demo beispiel ejemplo exemple exemplo пример przykład 例子 示例 例 예시",
} as const

export type Concept = keyof typeof WORDS

export const CONCEPTS = Object.keys(WORDS) as Concept[]

interface Node {
  next: Map<number, Node>
  /** Concepts of a word that ends here. */
  exact: number[]
  /** Concepts of any word that begins so, or, in scripts without blanks, of any place where it stands. */
  stem: number[]
}

const newNode = (): Node => ({ next: new Map(), exact: [], stem: [] })

const ROOT = newNode()

for (const [index, concept] of CONCEPTS.entries()) {
  for (const entry of new Set(WORDS[concept].split(" "))) {
    const stem = entry.endsWith("*") || withoutBlanks(entry.charCodeAt(0))
    const text = entry.endsWith("*") ? entry.slice(0, -1) : entry
    let node = ROOT
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      const next = node.next.get(code) ?? newNode()
      node.next.set(code, next)
      node = next
    }
    ;(stem ? node.stem : node.exact).push(index)
  }
}

/** Han, kana and Hangul: scripts in which words do not stand apart, or are inflected without bounds. */
export function withoutBlanks(code: number): boolean {
  return (
    (code >= 0x3040 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7af)
  )
}

/** Calls `found` with the index of each concept of the lower-case word that begins at `from` and ends before `to`. */
export function conceptsAt(text: string, from: number, to: number, found: (concept: number) => void): void {
  let node = ROOT
  for (let at = from; at < to; at += 1) {
    const next = node.next.get(text.charCodeAt(at))
    if (!next) return
    node = next
    for (const concept of node.stem) found(concept)
  }
  for (const concept of node.exact) found(concept)
}
