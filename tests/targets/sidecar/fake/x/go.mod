module github.com/charmbracelet/x

go 1.19
