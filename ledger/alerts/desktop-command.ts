// The program that shows a desktop notification, with its arguments; never a shell, and the text is never code.

/**
 * By their whole path: a program of that name that a model wrote into some folder of PATH must not be started by Ralex.
 */
const PROGRAMS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ["/usr/bin/notify-send", "/run/current-system/sw/bin/notify-send"],
  darwin: ["/usr/bin/osascript"],
  win32: ["C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"],
}

const APPLE_SCRIPT = [
  "on run argv",
  'display notification (item 1 of argv) with title "Ralex"',
  "end run",
] as const

/** The id under which Windows knows PowerShell as a sender of notifications. */
const SENDER = "{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe"

/** @returns undefined where there is nothing to show it with. */
export function desktopCommand(
  text: string,
  platform: NodeJS.Platform,
  exists: (path: string) => boolean,
): string[] | undefined {
  const program = PROGRAMS[platform]?.find(exists)
  if (program === undefined) return undefined
  if (platform === "darwin") return [program, ...APPLE_SCRIPT.flatMap((line) => ["-e", line]), text]
  if (platform === "win32")
    return [program, "-NoProfile", "-NonInteractive", "-Command", powerShellScript(text)]
  return [program, "--app-name=Ralex", "--", "Ralex", text]
}

/** Without double quotes, which `-Command` would take apart; the text goes in as base64, which holds no quotes at all. */
function powerShellScript(text: string): string {
  const encoded = Buffer.from(text).toString("base64")
  return [
    "$null = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]",
    "$xml = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)",
    "$lines = $xml.GetElementsByTagName('text')",
    "$null = $lines.Item(0).AppendChild($xml.CreateTextNode('Ralex'))",
    `$null = $lines.Item(1).AppendChild($xml.CreateTextNode([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${encoded}'))))`,
    `[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('${SENDER}').Show([Windows.UI.Notifications.ToastNotification]::new($xml))`,
  ].join("; ")
}
