/* lock_queues.h - goroutines that wait for a mutex, by lock, and who may hold it. Inside of the
 * model stage.
 *
 *     goroutine 7 [sync.Mutex.Lock, 3 minutes]:
 *     sync.(*Mutex).Lock(0xc00001a0b8)            the lock
 *     main.(*Store).Get(0xc00001a0b0, ...)        a value that it may be a field of
 *
 * The runtime never says who holds a lock. What is looked for is a goroutine that does not wait for
 * the lock and has its address, or that of the value, among its arguments. */
#ifndef MODEL_LOCK_QUEUES_H
#define MODEL_LOCK_QUEUES_H

#include "dump_call.h"
#include "input.h"

enum {
    LOCK_HOLDERS_MOST = 64, /* of one lock: with more than that nothing is said of the others */
    /* Sizes of types are not known. Few structs are larger without an array inside, and with every
     * byte more it is more likely that the lock belongs to a neighbour. */
    LOCK_FIELD_WITHIN = 4096,
};

/* A goroutine that waits for a mutex. */
struct lock_waiter {
    const struct goroutine *g;
    struct slice lock;      /* its address; empty when it is not printed, or with a doubt */
    struct dump_call owner; /* the innermost call outside of package sync */
};

struct lock_holder {
    const struct goroutine *g;
    struct slice where; /* the call that speaks for it */
    enum lock_evidence evidence;
    size_t waits_in; /* index of the queue that it waits in itself, or SIZE_MAX */
};

struct lock_queue_work {
    const struct lock_waiter *first;
    size_t count;
    uint64_t lock, value; /* value: the nearest address below that a waiter has; 0: none */
    struct slice type;    /* of whose method the value is the receiver, or empty */
    bool file, refuted;   /* refuted: there is another value of that type before the lock */
    struct lock_holder *holders;
    size_t nholders, cap;
    const struct lock_holder *on_circle; /* the one that leads round a circle, or NULL */
    struct lock_queue shown;
};

/* All queues, the longest first; not more than the ones that can be followed. */
struct lock_queue_work *lock_queues_read(struct arena *a, const struct goroutine_dump *d,
                                         size_t *count);

/* False when it does not wait for a mutex. */
bool lock_waiter_read(const struct goroutine_dump *d, const struct goroutine *g,
                      struct lock_waiter *w);

/* The call asks for the lock that is its first argument. */
bool lock_call_is(struct slice function);

void lock_holders_find(struct arena *a, const struct goroutine_dump *d,
                       struct lock_queue_work *queues, size_t count);

/* Wants the holders, which are of last. first: of the same process, or NULL. */
void lock_circles_find(const struct input *last, const struct input *first,
                       struct lock_queue_work *queues, size_t count);

#endif
