// OpenCode's side of Ralex, a table of contents. Safety fails closed: what can not be judged is denied, and when this
// plugin does not load, the provider makes no call. The default export is the plugin; OpenCode ignores all else.
import { lazyServer } from "./lazy-server.ts"

export default { id: "ralex", server: lazyServer(new URL("../provider/index.ts", import.meta.url).href) }
