// Variables by which every program that is started loads or runs something else first: as executions of their own, so that
// rules can be written on them wherever they are set.
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

const LOADERS =
  /^(LD_PRELOAD|LD_AUDIT|LD_LIBRARY_PATH|DYLD_INSERT_LIBRARIES|DYLD_LIBRARY_PATH|NODE_OPTIONS|BUN_OPTIONS|DENO_FLAGS|BASH_ENV|ENV|ZDOTDIR|PYTHONSTARTUP|PYTHONINSPECT|PERL5OPT|PERL5DB|RUBYOPT|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|GIT_EXEC_PATH|GIT_TEMPLATE_DIR|GIT_PROXY_COMMAND|GCONV_PATH|OPENSSL_CONF)$/

export function noteLoader(name: string, value: string, state: ShellState, walk: Walk): void {
  if (LOADERS.test(name) && value !== "")
    walk.report({ argv: ["variable-setting", "--", name, value] }, { ...state, origin: name })
}
