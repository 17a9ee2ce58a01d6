module exhibit.example/targets

go 1.19
