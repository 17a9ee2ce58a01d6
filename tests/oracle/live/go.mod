module exhibit.example/oracle/live

go 1.19
