// Everything the rules may know of the world; they read no environment and no disk but through this.
export interface JudgeContext {
  /** The project's root, absolute. */
  project: string
  /** Where the command starts, absolute. */
  cwd: string
  home: string
  /** Directories for temporary files, such as `/tmp` and the value of TMPDIR. */
  temp: string[]
  /** Absolute paths that belong to Ralex and to OpenCode. */
  protected: {
    ralexData: string[]
    ralexConfig: string[]
    opencodeData: string[]
    opencodeConfig: string[]
  }
  /** Names of environment variables that hold secrets. */
  secretVariables: string[]
  /** What the command's environment says, so that `$XDG_DATA_HOME/x` is a path and not a riddle. */
  variables?: Readonly<Record<string, string | undefined>>
  /** OpenCode's own HTTP server, when it has one. */
  serverUrl?: string
  /** The real path of the deepest existing parent, followed by what does not exist yet; default: the path itself. */
  resolveLink?: (path: string) => string
  /** Whether there is a file or folder; default: nothing is known to be there. */
  exists?: (path: string) => boolean
  /** Whether a text holds what is certainly a secret, such as a token; default: none is known. */
  holdsSecret?: (text: string) => boolean
  /** The text of a file that was written in this session, by a tool or a command; of no other. */
  scriptAt?: (path: string) => string | undefined
  /** The paths of such files, for what runs them without naming them. */
  scriptPaths?: () => readonly string[]
}
