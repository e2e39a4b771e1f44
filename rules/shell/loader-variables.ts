// Variables by which every program that is started loads or runs something else first: as executions of their own, so that
// rules can be written on them wherever they are set.
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

const LOADERS =
  /^(LD_PRELOAD|LD_AUDIT|LD_LIBRARY_PATH|DYLD_INSERT_LIBRARIES|DYLD_LIBRARY_PATH|NODE_OPTIONS|BUN_OPTIONS|DENO_FLAGS|BASH_ENV|ENV|ZDOTDIR|PYTHONSTARTUP|PYTHONINSPECT|PERL5OPT|PERL5DB|RUBYOPT|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|GIT_EXEC_PATH|GIT_TEMPLATE_DIR|GIT_PROXY_COMMAND|GIT_SSL_NO_VERIFY|GIT_SSL_CAINFO|GIT_CONFIG_GLOBAL|GIT_CONFIG_SYSTEM|GCONV_PATH|OPENSSL_CONF)$/

const MAY_BE_SETTING = /^[a-z]{2,8}(_|$|pro|sum|nos|ins|fla|aut)/i
/** Where package managers get packages from, and what they do unasked; a variable by that name means the same in small letters to some. */
const SETTINGS =
  /^(npm_config_(.*registry|proxy|https_proxy|userconfig|globalconfig|prefix|git)|yarn_(npm_registry_server|registry)|pip_(index_url|extra_index_url|find_links|trusted_host|config_file|proxy|target|prefix|root|requirement|constraint)|uv_(index|index_url|default_index|extra_index_url|find_links|insecure_host|config_file|constraint|override)|poetry_(repositories|source)_\w+|pipenv_pypi_mirror|pdm_pypi_url|go(proxy|sumdb|nosumdb|nosumcheck|insecure|flags|auth)|bundle_mirror__\w+|cargo_(registries|source|registry)_\w+|conda_(channels|default_channels|channel_alias)|composer_(home|mirror_path_repos)|nuget_\w+|homebrew_(api_domain|bottle_domain|brew_git_remote|core_git_remote|artifact_domain)|rustup_(dist_server|update_root)|tf_cli_args(_\w+)?)$/i

export function noteLoader(name: string, value: string, state: ShellState, walk: Walk): void {
  if ((LOADERS.test(name) || (MAY_BE_SETTING.test(name) && SETTINGS.test(name))) && value !== "")
    walk.report({ argv: ["variable-setting", "--", name, value] }, { ...state, origin: name })
}
