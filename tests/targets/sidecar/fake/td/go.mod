module github.com/marcus/td

go 1.19
