// Plugin and provider as one file: what is bundled and dropped into .opencode/plugin. OpenCode loads it twice, once
// for the default export and once for createRalex.
import { lazyServer } from "./plugin/lazy-server.ts"

export { createRalex } from "./provider/index.ts"

export default { id: "ralex", server: lazyServer(import.meta.url) }
