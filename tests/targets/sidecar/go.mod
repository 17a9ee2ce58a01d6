module github.com/marcus/sidecar

go 1.19

require (
	charm.land/bubbletea/v2 v2.0.7
	github.com/charmbracelet/x v0.11.0
	github.com/fsnotify/fsnotify v1.9.0
	github.com/marcus/td v0.62.0
)

require modernc.org/sqlite v1.41.0 // indirect

replace (
	charm.land/bubbletea/v2 => ./fake/bubbletea
	github.com/charmbracelet/x => ./fake/x
	github.com/fsnotify/fsnotify => ./fake/fsnotify
	github.com/marcus/td => ./fake/td
	modernc.org/sqlite => ./fake/sqlite
)
