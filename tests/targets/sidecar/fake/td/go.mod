module github.com/marcus/td

go 1.19

require modernc.org/sqlite v1.41.0
