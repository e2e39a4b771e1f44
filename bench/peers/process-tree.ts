// A process with all that it has started: what it has resident, and its end.

export interface TreeProcess {
  pid: number
  residentMb: number
}

/** @param listed Lines of "pid ppid kilobytes", as `ps` prints them. */
export function treeOf(listed: string, root: number): TreeProcess[] {
  const rows = listed
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0, kilobytes = 0]) => ({ pid, parent, residentMb: kilobytes / 1024 }))
  const under = (pid: number): TreeProcess[] =>
    rows
      .filter(({ parent }) => parent === pid)
      .flatMap((row) => [{ pid: row.pid, residentMb: row.residentMb }, ...under(row.pid)])
  const own = rows.filter(({ pid }) => pid === root)
  return [...own.map(({ pid, residentMb }) => ({ pid, residentMb })), ...under(root)]
}

/** Pages that two of them share are counted for each. */
export async function residentMb(root: number): Promise<number> {
  return (await tree(root)).reduce((sum, process) => sum + process.residentMb, 0)
}

export async function endTree(root: number): Promise<void> {
  for (const { pid } of await tree(root)) {
    try {
      process.kill(pid, "SIGKILL")
    } catch {
      // It has ended by itself.
    }
  }
}

async function tree(root: number): Promise<TreeProcess[]> {
  const listing = Bun.spawn(["ps", "-eo", "pid=,ppid=,rss="], { stdout: "pipe" })
  return treeOf(await new Response(listing.stdout).text(), root)
}
