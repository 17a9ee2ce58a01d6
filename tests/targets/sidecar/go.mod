module github.com/marcus/sidecar

go 1.19

require (
	charm.land/bubbletea/v2 v2.0.7
	github.com/fsnotify/fsnotify v1.9.0
	github.com/marcus/td v0.62.0
)

replace (
	charm.land/bubbletea/v2 => ./fake/bubbletea
	github.com/fsnotify/fsnotify => ./fake/fsnotify
	github.com/marcus/td => ./fake/td
)
