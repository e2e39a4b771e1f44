// Which files are which, as data: `~` is any home directory, and what `except` matches is left out.

export interface FileList {
  patterns: string[]
  except: string[]
}

/** Files that hold secrets. */
export const SECRETS: FileList = {
  patterns: [
    "~/.ssh/id_*",
    "~/.ssh/*.pem",
    "~/.ssh/*_key",
    "~/.aws/credentials",
    "~/.aws/{sso,cli}/cache/**",
    "~/.netrc",
    "~/_netrc",
    "~/.git-credentials",
    "~/.pypirc",
    "~/.npmrc",
    "~/.kube/config",
    "~/.docker/config.json",
    "~/.config/gh/hosts.yml",
    "~/.config/gcloud/{credentials.db,application_default_credentials.json,access_tokens.db}",
    "~/.azure/{accessTokens.json,msal_token_cache*}",
    "~/.gnupg/{private-keys-v1.d,private-keys-v1.d/**,secring.gpg}",
    "~/.password-store/**",
    "~/.config/{op,rclone}/**",
    "~/.vault-token",
    "~/.terraform.d/credentials.tfrc.json",
    "~/.cargo/credentials{,.toml}",
    "~/.gem/credentials",
    "~/.m2/settings{,-security}.xml",
    "~/.{pgpass,my.cnf,mylogin.cnf,s3cfg,boto,sentryclirc,oci/config}",
    "~/.config/{hub,glab-cli/config.yml,doctl/config.yaml,stripe/config.toml}",
    "~/.config/configstore/{firebase-tools,update-notifier-npm}.json",
    "~/.config/github-copilot/{apps,hosts}.json",
    "~/.config/gcloud/legacy_credentials/**",
    "~/.config/git/credentials",
    "~/.terraformrc",
    "~/.codex/auth.json",
    "~/.claude.json",
    "~/.claude/.credentials.json",
    "~/.gemini/oauth_creds.json",
    "~/.fly/config.yml",
    "~/.config/{google-chrome,chromium}/**/{Cookies,Login Data}",
    "~/.mozilla/firefox/**/{logins.json,key4.db,cookies.sqlite}",
    "~/Library/Keychains/**",
    "~/.local/share/{keyrings,kwalletd}/**",
    "~/.config/{sops,age}/**",
    "~/.{bitcoin,litecoin,dogecoin,monero,electrum,ethereum,ethereum/keystore,foundry/keystores}/**",
    "~/.config/solana/*.json",
    "~/.oci/*",
    "~/.{databrickscfg,snowsql/config,snowflake/*.toml,kaggle/kaggle.json,huggingface/token,yarnrc.yml,android/adbkey}",
    "~/.cache/huggingface/{token,stored_tokens}",
    "~/{.composer,.config/composer}/auth.json",
    "~/.gradle/gradle.properties",
    "~/{.nuget/NuGet,.config/NuGet}/NuGet.Config",
    "~/.bundle/config",
    "~/{.wrangler,.config/.wrangler}/config/*.toml",
    "~/{.config/,.}{netlify,railway,circleci,fly}/{config.json,cli.yml,config.yml}",
    "~/{.config/ngrok,.ngrok2}/ngrok.yml",
    "~/.config/{hcloud/cli.toml,linode-cli,scw/config.yaml,containers/auth.json,helm/registry/config.json,exoscale/exoscale.toml}",
    "~/.pulumi/credentials.json",
    "~/.cloudflared/*.{pem,json}",
    "~/.config/{gspread,heroku,gcloud-legacy}/**",
    "~/.appstoreconnect/private_keys/**",
    "~/{.config,.thunderbird}/{Bitwarden,1Password,KeePass,keepassxc,filezilla,remmina}/**",
    "~/.config/filezilla/{sitemanager,recentservers}.xml",
    "~/.thunderbird/**/{logins.json,key4.db}",
    "~/.config/{Slack,discord,Signal,Element,Microsoft,teams}/{Cookies,Local Storage/**,config.json,sql/**}",
    "~/.config/{BraveSoftware,vivaldi,opera,microsoft-edge}/**/{Cookies,Login Data}",
    "~/Library/Application Support/{Google,BraveSoftware,Microsoft Edge,Arc,Vivaldi}/**/{Cookies,Login Data}",
    "~/Library/Application Support/Firefox/**/{logins.json,key4.db,cookies.sqlite}",
    "~/{.local/share/,Library/Application Support/,.config/}atuin/{key,session}",
    "**/id_{rsa,dsa,ecdsa,ed25519}",
  ],
  except: ["**/*.pub"],
}

/** Places that decide who may log in where: never to be written. */
export const CREDENTIALS: FileList = {
  patterns: [
    "~/.{ssh,aws,gnupg,kube,azure,docker,password-store}",
    "~/.{ssh,aws,gnupg,kube,azure,password-store}/**",
    "~/.docker/config.json",
    "~/{.netrc,_netrc,.git-credentials,.pypirc,.vault-token}",
    "~/.config/{gh,gcloud,op}/**",
  ],
  except: [],
}

export const STARTUP: FileList = {
  patterns: [
    "~/.{bashrc,bash_profile,bash_login,bash_logout,bash_aliases,profile,zshrc,zshenv,zprofile,zlogin,zlogout,kshrc,mkshrc,cshrc,tcshrc,login,logout,inputrc,xprofile,xinitrc,xsession,xsessionrc}",
    "~/.{bash_functions,bash_env,pam_environment,direnvrc,yashrc,xonshrc}",
    "~/.{bashrc.d,bash_profile.d,profile.d,zshrc.d,zsh,oh-my-zsh,bash_completion.d}/**",
    "~/.config/{bash,zsh,nushell,elvish,xonsh,powershell,direnv}/**",
    "~/.config/fish/**",
    "~/.config/autostart/**",
    "~/.config/systemd/**",
    "~/.config/environment.d/**",
    "~/Library/LaunchAgents/**",
    "~/{.gitconfig,.npmrc}",
    "~/.config/git/**",
  ],
  except: [],
}

/** What package managers, compilers and test runners fetch or make again by themselves. */
export const CACHES: FileList = {
  patterns: [
    "~/{.cache,Library/Caches}/{bazel,bazelisk,biome,black,bun,ccache,composer,coursier,Cypress,deno,electron,electron-builder,esbuild,eslint,go-build,golangci-lint,gradle,mypy,node,node-gyp,npm,nx,pip,pip-tools,pnpm,poetry,pre-commit,prettier,prisma,ms-playwright,puppeteer,pypoetry,pytest,ruff,sccache,terraform-plugin-cache,tsx,turbo,typescript,uv,vite,webpack,yarn,Yarn,zig,Homebrew,CocoaPods}{,/**}",
    "~/.npm/{_cacache,_npx,_logs}{,/**}",
    "~/.yarn/{cache,berry/cache}{,/**}",
    "~/.bun/install/cache{,/**}",
    "~/.gradle/{caches,daemon}{,/**}",
    "~/.cargo/registry/{cache,src}{,/**}",
    "~/Library/Developer/Xcode/DerivedData{,/**}",
  ],
  except: [],
}

/** Private keys and their stores, by what they are usually called. */
export const KEY_FILES: FileList = {
  patterns: ["**/*.{key,p8,p12,pfx,jks,keystore,kdbx,ppk,tfstate,tfstate.backup}", "**/*{_,-}{rsa,ed25519}"],
  except: ["**/*.pub.key", "**/*public*.key"],
}

/** Files in a project that usually hold secrets. */
export const ENVIRONMENT_FILES: FileList = {
  patterns: ["**/.env", "**/.env.*", "**/.envrc", "**/.{npmrc,netrc,pypirc,git-credentials,dockercfg}"],
  except: [
    "**/.env.{example,sample,template,dist,defaults,schema,test,ci}",
    "**/.env.*.{example,sample,template}",
  ],
}

export const PROCESS_MEMORY: FileList = {
  patterns: ["/proc/**/{environ,mem,auxv}", "/proc/kcore", "/dev/{mem,kmem}"],
  except: [],
}

export const PROJECT_CONFIG: FileList = {
  patterns: [
    "**/ralex.{yaml,yml}",
    "**/opencode.{json,jsonc}",
    "**/.opencode",
    "**/.opencode/{plugin,plugins,tool,tools,node_modules}{,/**}",
    // A command's file may hold !`shell`, an agent's its own permissions.
    "**/.opencode/{command,commands,agent,agents,mode,modes}{,/**}",
    "**/.opencode/{package.json,bun.lock,package-lock.json}",
    "**/tui.{json,jsonc}",
    "**/node_modules/opencode-ralex{,/**}",
  ],
  except: [],
}

/** macOS and Linux; what the package manager and the administrator own. */
export const SYSTEM =
  /^\/(etc|usr|bin|sbin|lib|lib32|lib64|libx32|boot|sys|proc|var|System|Library|Applications|private\/(etc|var))(\/|$)/
export const SYSTEM_EXCEPT = /^\/(var\/(tmp|folders|www)|usr\/local\/src|proc\/self\/fd)(\/|$)/

/** Devices that are harmless to write. */
export const HARMLESS_DEVICE =
  /^\/dev\/(null|zero|full|random|urandom|std(in|out|err)|tty\w*|pts(\/.*)?|fd(\/.*)?|shm(\/.*)?|ptmx|(tcp|udp)\/.*)$/

/** What makes git run something, take its objects from elsewhere, or look elsewhere. */
export const GIT_INTERNALS: FileList = {
  patterns: [
    "**/.git/{config,config.worktree,commondir,gitdir}",
    "**/.git/hooks/**",
    "**/.git/info/{attributes,grafts}",
    "**/.git/objects/info/{alternates,http-alternates}",
    "**/.git/{modules,worktrees}/**/{config,config.worktree,commondir,gitdir}",
    "**/.git/modules/**/hooks/**",
  ],
  except: ["**/.git/hooks/*.sample"],
}

/** What an editor runs as soon as somebody opens the folder. */
export const RUN_ON_OPEN: FileList = {
  patterns: [
    "**/.vscode/tasks.json",
    "**/*.code-workspace",
    "**/.idea/{workspace,startup}.xml",
    "**/.zed/tasks.json",
  ],
  except: [],
}

/** What a build service runs, with its own secrets. */
export const CI: FileList = {
  patterns: [
    "**/.github/{workflows,actions}/**",
    "**/.gitlab-ci.{yml,yaml}",
    "**/.circleci/**",
    "**/{jenkinsfile,azure-pipelines.yml,bitbucket-pipelines.yml,.travis.yml,.drone.yml,appveyor.yml,buildkite.yml}",
    "**/.{buildkite,woodpecker,forgejo,gitea}/**",
  ],
  except: [],
}

/** Hidden, but for folders that hold what everybody may read. */
export const HIDDEN =
  /\/\.(?!github\b|gitlab\b|circleci\b|storybook\b|well-known\b|changeset\b|next\b|nuxt\b|output\b)[^/]+/

/** Whole trees, databases and recordings of traffic in one file. */
export const ARCHIVE =
  /\.(tar|tar\.\w+|tgz|tbz2?|txz|zip|7z|rar|bundle|dump|sql|sql\.\w+|sqlite3?|db|pcap(ng)?|kdbx)$/i
/** Who can speak to a container engine can do on the machine what root can. */
export const CONTAINER_SOCKET =
  /\/(docker|podman|containerd|crio|buildkitd|cri-dockerd|docker\.raw|lxd\/unix|incus\/unix)\.(sock|socket)$/
