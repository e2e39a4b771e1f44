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
    // of desktops and password managers
    "~/.local/share/{keyrings,kwalletd,gnome-keyring}/**",
    "~/.config/{Bitwarden,Bitwarden CLI,1Password,keepassxc,KeePass,lpass,pass}/**",
    "~/.{lpass,1password,authy,2fa}/**",
    "~/.local/share/{password-store,gopass,passage}/**",
    "~/.config/{sops,age,passage}/**",
    "~/.{age,passage}/**",
    // of browsers, chats and mail
    "~/{.config,.var/app,snap,Library/Application Support,AppData/**}/**/{Cookies,Login Data,Web Data}",
    "~/{.mozilla,.thunderbird,.librewolf,.waterfox,.var/app,snap,Library/Application Support,AppData/**}/**/{logins.json,key4.db,cookies.sqlite}",
    "~/{.config,Library/Application Support}/{Slack,discord,Signal}/**/{config.json,*.leveldb,storage/**,Local Storage/**}",
    "~/.{msmtprc,fetchmailrc,getmailrc,offlineimaprc,mbsyncrc,muttrc.secret,authinfo,authinfo.gpg,smbcredentials,vnc/passwd}",
    "~/.config/{msmtp/config,isyncrc,getmail/**,weechat/sec.conf}",
    "~/.{mutt,neomutt}/{password*,passwd*,credentials*,accounts/**}",
    // wallets
    "~/.{bitcoin,litecoin,dogecoin,dash,zcash}/**/{wallet*,wallets/**}",
    "~/.{electrum,electron-cash}/wallets/**",
    "~/.ethereum/{keystore,keystore/**}",
    "~/.{foundry/keystores,brownie/accounts,near-credentials,aptos,sui/sui_config,starknet_accounts,monero}/**",
    "~/.config/{solana/*.json,Exodus/**,Ledger Live/**,Electrum/**,sui/**}",
    "~/.{Exodus,multibit,armory,cosmos,lnd}/**/{*.wallet,seed*,wallet*,keyring-*/**,*.macaroon}",
    "**/{wallet.dat,wallet.aes.json}",
    // of clouds, their tools and services
    "~/.oci/*.pem",
    "~/.{aliyun/config.json,tccli/*.credential,bluemix/config.json,hcloud/cli.toml,databrickscfg,databricks/token-cache.json}",
    "~/.config/{hcloud/cli.toml,scw/config.yaml,linode-cli,vultr-cli.yaml,exoscale/exoscale.toml,civo.json,yandex-cloud/config.yaml}",
    "~/.{linode-cli,vultr-cli.yaml,civo.json,ovh.conf,scwrc}",
    "~/{.config,Library/Preferences}/{netlify/config.json,.wrangler/config/*.toml,railway/config.json}",
    "~/.{wrangler/config/*.toml,railway/config.json,pulumi/credentials.json,netlify/config.json,supabase/access-token,render/cli.yaml,deployctl/**}",
    "~/.config/{vercel/auth.json,fly/config.yml,turso/settings.json,supabase/access-token,planetscale/access-token,heroku/credentials,neonctl/credentials.json,convex/config.json}",
    "~/{.local/share,Library/Application Support}/{com.vercel.cli,com.vercel.token}/auth.json",
    "~/.{snowflake/**/{config,connections}.toml,snowsql/config,kaggle/kaggle.json,dbt/profiles.yml,bigqueryrc,singlestore,wandb/settings}",
    "~/.config/{snowflake/**,kaggle/kaggle.json,wandb/settings,lightning/credentials.json,comet/config}",
    "~/{.cache/huggingface,.huggingface}/{token,stored_tokens}",
    "~/.{ngrok2,config/ngrok}/ngrok.yml",
    "~/Library/Application Support/ngrok/ngrok.yml",
    "~/.cloudflared/{cert.pem,*.json}",
    "~/.{circleci/cli.yml,travis/config.yml,sentryclirc,buildkite/**,jenkins-cli}",
    "~/.config/{configstore/snyk.json,argocd/config,tea/config.yml,jira/**,.jira/**,atlassian/**,glab/**,exercism/user.json,helm/registry/config.json,containers/auth.json,buildkite.yaml,flyctl/**}",
    "~/.{argocd/config,jira.d/**,appstoreconnect/**/*.p8,minikube/**/*.key,kube/cache/oidc-login/**,rancher/cli2.json}",
    "~/.config/{op,rclone,borg/keys,borg/security,restic,kopia,duplicity}/**",
    "~/.{mc,mcli}/config.json",
    // of package managers and their registries
    "~/{.composer,.config/composer,Library/Application Support/Composer}/auth.json",
    "~/.gradle/gradle.properties",
    "~/{.nuget/NuGet,.config/NuGet,AppData/Roaming/NuGet}/NuGet.Config",
    "~/.bundle/config",
    "~/.yarnrc.yml",
    "~/{.config,Library/Application Support}/pypoetry/auth.toml",
    "~/{.local/share,.config}/uv/credentials/**",
    "~/.{condarc,mambarc,conan2/credentials.json,conan/.conan.db,hex/hex.config,pub-cache/credentials.json,luarocks/upload_config.lua,ivy2/.credentials,sbt/.credentials,cpanreporter,pause}",
    "~/.config/{dart/pub-credentials.json,hub,conda/.condarc}",
    "~/.jupyter/jupyter_*_config.json",
    "~/.local/share/jupyter/runtime/*.json",
    // of agents
    "~/.{qwen/oauth_creds.json,cursor/auth.json,aider.conf.yml,continue/config.*,codeium/config.json}",
    "~/.config/{openai,anthropic,goose,cursor,cody,io.datasette.llm,aichat,shell_gpt,mods,fabric,zed/keys}/**",
    "~/.config/{Code,Code - Insiders,VSCodium,Cursor,Windsurf}/User/globalStorage/state.vscdb",
    "~/Library/Application Support/{Code,Code - Insiders,VSCodium,Cursor,Windsurf}/User/globalStorage/state.vscdb",
    "~/.{vault_pass*,ansible/vault*,ansible_vault*,npm-token,github-token,gh-token,token}",
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

/** Where people keep what is nobody else's business. */
export const PERSONAL: FileList = {
  patterns: [
    "~/{Documents,Desktop,Downloads,Pictures,Photos,Videos,Movies,Music,Mail,Private,Notes,Dropbox,OneDrive*,Google Drive,GoogleDrive,Nextcloud,Library}{,/**}",
    "~/.{thunderbird,mozilla,local/share/{evolution,Trash}}{,/**}",
    "~/screen",
  ],
  except: [],
}

/** Places that decide who may log in where: never to be written. */
export const CREDENTIALS: FileList = {
  patterns: [
    "~/.{ssh,aws,gnupg,kube,azure,docker,password-store}",
    "~/.ssh/authorized_keys",
    "~/.ssh/config",
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

/**
 * What a program runs, or is told by where it gets other programs from, whenever the person starts it: its own settings,
 * its plugins, and the folders in which a shell looks for programs.
 */
export const RUN_AT_START: FileList = {
  patterns: [
    // folders of programs
    "~/{bin,.bin,.local/bin,.local/sbin,go/bin,.krew/bin,.npm-global/bin,.npm-packages/bin,.yarn/bin,Library/pnpm,.local/share/pnpm}/**/*",
    "~/.{cargo,bun,deno,volta,foundry,ghcup,cabal,local/share/mise,juliaup,fly,pub-cache,nodenv,pyenv,rbenv,goenv,jenv,asdf,poetry,rye,pixi,proto,opencode,gem/bin,modular,sdkman,rd,lmstudio,dotnet/tools}/{bin,shims,env}{,/**}",
    "~/.{dotnet/tools,composer/vendor/bin,config/composer/vendor/bin,luarocks/bin,nimble/bin,roswell/bin,ellipsis/bin,sdkman/candidates,nvm,docker/cli-plugins,local/share/docker/cli-plugins}/**/*",
    // interpreters
    "**/{site,dist}-packages/*.pth",
    "**/{site,dist}-packages/{usercustomize,sitecustomize}.py",
    "~/.{pythonrc,pythonrc.py,pystartup,irbrc,pryrc,rdbgrc,guile,sbclrc,racketrc,swiplrc,ghci,octaverc,perldb,Rprofile,Renviron,psqlrc,sqliterc,duckdbrc,mongorc.js,mongoshrc.js,scalarc,ocamlinit,utoprc,lldbinit,gdbinit,gdbearlyinit,pdbrc,luarc,xonshrc}",
    "~/.{ipython,jupyter,julia/config,config/ipython,config/gdb,config/matplotlib,config/psql}/**/*",
    "~/.config/{irb,pry,octave,sqlite3,lldb,ghc,julia,R,r}/**/*",
    "~/Documents/{PowerShell,WindowsPowerShell}/**/*",
    // editors, terminals, pagers, desktops
    "~/.{vimrc,gvimrc,ideavimrc,exrc,nexrc,emacs,emacs.el,nanorc,joerc,kakrc,mailcap,lesskey,less,tmux.conf,screenrc,wezterm.lua,Xresources,Xdefaults,Xmodmap,xbindkeysrc,xscreensaver,gtkrc-2.0,inputrc.d,urlview,muttrc,procmailrc,forward,mbsyncrc,fetchmailrc,offlineimaprc,devilspie,fehbg,w3m/keymap,lynxrc,mutt}",
    "~/.{vim,emacs.d,doom.d,spacemacs.d,nano,tmux,kde,kde4,config/plasma-workspace,weechat,irssi,w3m,mutt,fluxbox,openbox,xmonad,i3}/**/*",
    "~/.config/{nvim,vim,emacs,doom,nano,helix,kak,micro,zed,sublime-text,lesskey,tmux,screen,i3,i3status,sway,hypr,river,awesome,bspwm,sxhkd,openbox,herbstluftwm,qtile,xmonad,waybar,polybar,rofi,dunst,kitty,alacritty,wezterm,foot,ghostty,mpv,ranger,lf,yazi,nnn,vifm,qutebrowser,xplr,zellij,autostart-scripts,plasma-workspace,khotkeysrc,upstart,ptpython}/**/*",
    "~/.config/{mimeapps.list,user-dirs.dirs,lesskey,kdeglobals,kglobalshortcutsrc,khotkeysrc}",
    "~/.{config,vscode-server/data,vscode-oss}/{Code,Code - OSS,Code - Insiders,Cursor,VSCodium,Windsurf,Trae,Kiro,Antigravity}/User/{settings,tasks,keybindings,mcp,launch}.json",
    "~/Library/Application Support/{Code,Cursor,VSCodium,Windsurf,Trae,Kiro}/User/{settings,tasks,keybindings,mcp,launch}.json",
    "~/.{vscode,vscode-server,vscode-oss,cursor,windsurf,cursor-server}/extensions/**/*",
    "~/.local/share/{applications,systemd,dbus-1,bash-completion,zsh,fish,nautilus/scripts,nemo/scripts,kservices5,kio,plasma,gnome-shell/extensions,nvim}/**/*",
    "~/Library/{LaunchAgents,Services,Scripts,Workflows,Application Scripts}/**/*",
    // package managers, build tools and downloaders: what they run, and where they get it from
    "~/.{cargo/config,cargo/config.toml,curlrc,wgetrc,wget2rc,aria2/aria2.conf,gemrc,bunfig.toml,yarnrc,yarnrc.yml,pnpmrc,condarc,mambarc,pydistutils.cfg,pip/pip.conf,bundle/config,hgrc,ansible.cfg,terraformrc,tofurc,tool-versions,asdfrc,default-npm-packages,default-python-packages,npmrc,bazelrc,buckconfig,mavenrc,sbtopts,opam/config,stack/config.yaml,cabal/config,lein/profiles.clj,clojure/deps.edn,boot/profile.boot,nuget/NuGet/NuGet.Config,docker/daemon.json,docker/config.json,dockercfg,kube/kuberc,makerc,ccache/ccache.conf,distcc/hosts,R/Makevars,gradle/gradle.properties,m2/settings.xml,pypirc,netrc,subversion/config,cvsrc,rpmmacros,quiltrc,devscripts,gbp.conf,dput.cf,reportbugrc,testcontainers.properties,huskyrc,justfile,Justfile,Makefile,lefthook.yml}",
    "~/.{gradle/init.gradle,gradle/init.gradle.kts,m2/extensions.xml}",
    "~/.{gradle/init.d,sbt,mvn,ansible/plugins,vagrant.d,terraform.d/plugins,pulumi/plugins,helm/plugins,local/share/helm/plugins,local/share/gh/extensions,config/husky,krew/store,pre-commit-hooks}/**/*",
    "~/.config/{pip,uv,pypoetry,pdm,hatch,composer,NuGet,mise,rtx,containers,buildkit,docker,husky,gem,bundle,conda,mamba,nix,nixpkgs,home-manager,guix,cabal,stack,ccache,go,yarn,pnpm,npm,deno,aria2,wget,curl,curlrc,ansible,pre-commit,lefthook,gh-dash,lazygit,tig,jj,hg,bazel,dotnet,systemd,pulse,fontconfig,yt-dlp,thefuck}{,/**}",
    "~/.config/{gh,glab-cli}/config.yml",
    // other agents: their commands, hooks, servers and permissions
    "~/.{claude,codex,gemini,cursor,continue,codeium,windsurf,aider,roo,cline,kiro,qwen,factory,augment,amazonq,amp,crush,goose,kilocode,trae,junie,copilot,pi,agents,iflow,kimi,openhands,opencode}/**/*",
    "~/.{claude.json,aider.conf.yml,aider.model.settings.yml,mcp.json}",
    "~/.config/{claude,amp,crush,goose,github-copilot,aichat,io.datasette.llm,mcp,kilo,agents,Claude}/**/*",
    "~/.aws/{amazonq,cli/alias}{,/**}",
    "~/Library/Application Support/Claude/**/*",
  ],
  except: [
    "~/.{claude,codex,gemini,cursor,copilot,qwen}/{projects,todos,logs,log,cache,history,sessions,tmp,shell-snapshots,statsig,plans}/**",
    "~/.config/{nvim,yarn,pnpm,npm,deno,go,NuGet,docker,composer}/{cache,telemetry,**/cache}/**",
    "~/.nvm/.cache/**",
    "~/.gradle/{caches,daemon,wrapper}/**",
  ],
}

/** Settings in a project by which another agent runs commands or servers. */
export const AGENT_SETTINGS: FileList = {
  patterns: [
    "**/.claude/{settings,settings.local}.json",
    "**/.claude/{hooks,plugins}/**",
    "**/.mcp.json",
    "**/.{cursor,vscode,roo,kilocode,trae,windsurf,amazonq,junie}/mcp.json",
    "**/.cursor/{hooks.json,hooks/**}",
    "**/.{codex,crush,goose}/{config.toml,hooks.json,config.yaml}",
    "**/.{gemini,qwen,iflow,factory}/settings.json",
    "**/{crush,.crush}.json",
    "**/.aider.conf.yml",
    "**/.kiro/{settings,hooks}/**",
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
  patterns: [
    "**/.env",
    "**/.env.*",
    "**/.envrc",
    "**/.{npmrc,netrc,pypirc,git-credentials,dockercfg,dev.vars,dev.vars.*,secrets,vault_pass*,vault-password}",
    // what infrastructure tools and frameworks keep passwords in
    "**/*.tfstate{,.backup}",
    "**/{secrets,credentials}.{env,json,yml,yaml,toml,ini,properties}",
    "**/{service-account,service_account,serviceaccount,client_secret,client_secrets,google-services-key}*.json",
    "**/*.{auto.tfvars.secret,secret.tfvars,env.vault.keys,env.keys}",
  ],
  except: [
    "**/{i18n,locales,locale,lang,messages}/**",
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
    "**/node_modules/opencode-{ralex,ai}{,/**}",
    "~/.opencode/bin{,/**}",
  ],
  except: [],
}

/** macOS and Linux; what the package manager and the administrator own. */
export const SYSTEM =
  /^\/(etc|usr|bin|sbin|lib|lib32|lib64|libx32|boot|sys|proc|var|System|Library|Applications|private\/(etc|var))(\/|$)/
export const SYSTEM_EXCEPT = /^\/(var\/(tmp|folders|www)|usr\/local\/src|proc\/self\/fd)(\/|$)/

/** What the machine starts by, and who may do what on it. */
export const SYSTEM_CORE =
  /^(\/private)?\/(boot|sys|proc|System)(\/|$)|^(\/private)?\/etc(\/(passwd|group|g?shadow|gshadow|sudoers|sudoers\.d|doas\.conf|pam\.d|pam\.conf|security|ld\.so\.(preload|conf|conf\.d)|fstab|crypttab|inittab|init\.d|rc\w*|profile|profile\.d|bash\.bashrc|bashrc|zshenv|zsh|environment|cron\w*|cron\.\w+|ssh|systemd|udev|polkit-1|selinux|apparmor\.d|modprobe\.d|nsswitch\.conf|shells|securetty)-?(\/.*)?)?$/

/** Disks, and the memory of the machine. */
export const DISK =
  /^\/dev\/(r?disk\d|disk\/|[shvx]v?d[a-z]|nvme\d|mmcblk\d|mtd|md\d|md\/|dm-\d|mapper\/|loop\d|nbd\d|zvol\/|zd\d|bcache\d|ram\d|sr\d|vg|pmem\d|mem$|kmem$|port$|block\/|root$)/

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
