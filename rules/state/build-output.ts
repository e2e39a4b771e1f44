// Which files a build, an install or a test makes again, and which are never taken for that, by their names.

/** Directories whose whole content is made by tools. */
const DIRECTORIES = new Set(
  (
    "node_modules bower_components jspm_packages dist build out target bin obj .next .nuxt .svelte-kit .output .astro " +
    ".vercel .netlify .turbo .nx .parcel-cache .cache .vite .angular .docusaurus .expo storybook-static coverage " +
    ".nyc_output htmlcov __pycache__ .pytest_cache .mypy_cache .ruff_cache .tox .nox .venv venv .eggs .ipynb_checkpoints " +
    ".gradle .terraform .serverless .dart_tool Pods DerivedData _build deps elm-stuff .stack-work dist-newstyle " +
    "cmake-build-debug cmake-build-release .zig-cache zig-out .bazel bazel-bin bazel-out .sass-cache tmp temp .tmp logs " +
    "test-results playwright-report .swc .wrangler .direnv .ccls-cache .clangd"
  ).split(" "),
)
/** Of these, names that people give to directories of their own as well: git must ignore them. */
const AMBIGUOUS = new Set("bin obj deps env tmp temp logs venv Pods".split(" "))
const FILES =
  /\.(pyc|pyo|o|obj|a|so|dylib|dll|class|jar|wasm|tsbuildinfo|log|tmp|swp|swo|pid|lock|map|gcno|gcda|profraw|lcov|egg-info|whl|tgz)$|^(\.DS_Store|Thumbs\.db|\.eslintcache|\.stylelintcache|\.coverage|core|nohup\.out|a\.out)$/i

/** What people put secrets, data or work into, whatever ignores it. */
const PRECIOUS =
  /^\.env(\..*)?$|^\.envrc$|^id_(rsa|dsa|ecdsa|ed25519)$|\.(pem|key|p12|pfx|jks|keystore|kdbx|gpg|asc|sqlite3?|db|sql|dump|bak|ipynb|tfstate|tfvars|rdb|mdb|parquet|psd|docx?|xlsx?|pptx?)$|\.(sqlite3?|db)-(wal|shm)$|\.tfstate\.backup$/i
const SAMPLE = /^\.env\..*?(example|sample|template|dist|defaults|schema)$/i

/** @param path Relative to the repository; a directory may end in a slash. */
export function isBuildOutput(path: string, { ignored }: { ignored: boolean }): boolean {
  const segments = path.split("/").filter((segment) => segment !== "")
  const name = segments.at(-1) ?? ""
  if (isPrecious(name)) return false
  const made = (segment: string) => DIRECTORIES.has(segment) && (ignored || !AMBIGUOUS.has(segment))
  return segments.some(made) || FILES.test(name)
}

export function isBuildDirectory(name: string): boolean {
  return DIRECTORIES.has(name)
}

/** @param name Without its directories. */
export function isPrecious(name: string): boolean {
  return PRECIOUS.test(name) && !SAMPLE.test(name)
}
