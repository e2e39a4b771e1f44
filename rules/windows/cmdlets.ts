// What PowerShell's commands are called otherwise, and what they do to the paths they name.
import type { Access } from "../execution.ts"

export const ALIASES: Readonly<Record<string, string>> = {
  ri: "remove-item",
  rm: "remove-item",
  del: "remove-item",
  erase: "remove-item",
  rd: "remove-item",
  rmdir: "remove-item",
  clc: "clear-content",
  gc: "get-content",
  cat: "get-content",
  type: "get-content",
  sc: "set-content",
  ac: "add-content",
  ni: "new-item",
  md: "new-item",
  mkdir: "new-item",
  mi: "move-item",
  mv: "move-item",
  move: "move-item",
  rni: "rename-item",
  ren: "rename-item",
  ci: "copy-item",
  cpi: "copy-item",
  cp: "copy-item",
  copy: "copy-item",
  gci: "get-childitem",
  ls: "get-childitem",
  dir: "get-childitem",
  sl: "set-location",
  cd: "set-location",
  chdir: "set-location",
  iex: "invoke-expression",
  iwr: "invoke-webrequest",
  irm: "invoke-restmethod",
  curl: "invoke-webrequest",
  wget: "invoke-webrequest",
  saps: "start-process",
  start: "start-process",
  ii: "invoke-item",
  echo: "write-output",
  rp: "remove-itemproperty",
  icm: "invoke-command",
  tee: "tee-object",
  kill: "stop-process",
  spps: "stop-process",
  sal: "set-alias",
  nal: "new-alias",
}

/** `last`: the last of several operands, or the value of -Destination; `sources`: the others. */
export type Which = "all" | "last" | "sources"

/** Commands that have no program of their own; those without an effect are for rules that name them. */
export const CMDLETS: Readonly<Record<string, readonly (readonly [Access, Which])[]>> = {
  "remove-item": [["delete", "all"]],
  "clear-content": [["empty", "all"]],
  "clear-item": [["empty", "all"]],
  "get-content": [["read", "all"]],
  "select-string": [["read", "all"]],
  "set-content": [["write", "all"]],
  "add-content": [["write", "all"]],
  "out-file": [["write", "all"]],
  "tee-object": [["write", "all"]],
  "export-csv": [["write", "all"]],
  "new-item": [["write", "all"]],
  "move-item": [
    ["move", "sources"],
    ["write", "last"],
  ],
  "rename-item": [["move", "sources"]],
  "copy-item": [
    ["read", "sources"],
    ["write", "last"],
  ],
  "invoke-webrequest": [["fetch", "all"]],
  "invoke-restmethod": [["fetch", "all"]],
  "start-bitstransfer": [["fetch", "all"]],
  "invoke-item": [["use", "all"]],
  "start-process": [],
  "stop-process": [],
  "get-childitem": [],
  "write-output": [],
  "write-host": [],
  "remove-itemproperty": [],
  "set-itemproperty": [],
  "set-executionpolicy": [],
  "set-mppreference": [],
  "stop-computer": [],
  "restart-computer": [],
  "format-volume": [],
  "clear-disk": [],
  "initialize-disk": [],
  "remove-partition": [],
  "clear-recyclebin": [],
  "clear-eventlog": [],
  "remove-eventlog": [],
  "remove-localuser": [],
  "remove-service": [],
  "remove-smbshare": [],
  "remove-vm": [],
  "unregister-scheduledtask": [],
  "disable-computerrestore": [],
  "remove-module": [],
}

/** Parameters that take a value; what they begin with is enough, as PowerShell allows. */
export const VALUES = [
  ..."argumentlist body command completed confirm credential delimiter depth encoding erroraction errorvariable".split(
    " ",
  ),
  ..."exclude executionpolicy filter headers include itemtype method name newname outvariable pattern".split(
    " ",
  ),
  ..."property scriptblock stream type value verb warningaction workingdirectory driveletter scope".split(
    " ",
  ),
]
/** Their value is what the command is about, like an operand. */
export const OPERANDS = ["path", "literalpath", "pspath", "lp", "filepath", "uri", "source", "inputobject"]
export const DESTINATIONS = ["destination", "outfile", "outputpath"]
