# make_dump.awk - a goroutine dump as debug=2 writes it: awk -v n=100000 -f make_dump.awk
# 600 different stacks of 20 to 35 frames, eight states; 250 MB for 100,000 goroutines.
BEGIN {
    split("chan receive|chan send|select|IO wait|sleep|sync.Mutex.Lock|semacquire|syscall", state, "|")
    for (s = 0; s < 600; s++) {
        text = ""
        for (f = 0; f < 20 + s % 16; f++)
            text = text sprintf("example.com/project/package%d.(*Worker).step%d(0xc000%06x, {0x1, 0x2})\n" \
                "\t/src/example.com/project/package%d/worker.go:%d +0x%x\n", f % 20, s * 40 + f, s, f % 20, s + f, f)
        stack[s] = text "created by example.com/project.start in goroutine 1\n\t/src/example.com/project/start.go:12 +0x25\n"
    }
    for (g = 1; g <= n; g++)
        printf "goroutine %d [%s, %d minutes]:\n%s\n", g, state[1 + g % 8], g % 90, stack[g % 600]
}
