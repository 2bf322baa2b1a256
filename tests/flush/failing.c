/*
 * Loaded into a Postgres of a test's own. Where somebody asks for it, the next flush of the
 * write-ahead log fails once, as that of a broken disk does.
 *
 * HOSO_FAILING_FLUSH names a folder. A file "kept" in it asks for a flush that fails although all
 * that was written is there; a file "lost" for one after which everything that was written since the
 * last good flush is gone, as when the system drops pages that it could not write. The file is
 * deleted when the flush fails.
 *
 * Postgres writes and flushes its log under one lock, so what is noted here needs none.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#define SPANS_MAX 8192
#define BYTES_MAX ((size_t)48 << 20)
#define SEGMENT_NAME_LENGTH 24
#define PATH_BYTES 512

/* What stood where something was written since the last good flush. */
struct span {
    char path[PATH_BYTES];
    off64_t offset;
    size_t length;
    size_t stored_at;
};

/* Shared by all processes of the server, which are forked from one. */
struct notes {
    int count;
    int overflowed;
    size_t used;
    struct span spans[SPANS_MAX];
    unsigned char bytes[BYTES_MAX];
};

static struct notes *notes;
static const char *orders;

static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_fdatasync)(int);
static int (*real_fsync)(int);

__attribute__((constructor)) static void begin(void)
{
    real_pwrite = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    if (!getenv("HOSO_FAILING_FLUSH"))
        return;
    /* A copy: Postgres writes the title of its process over the environment. */
    orders = strdup(getenv("HOSO_FAILING_FLUSH"));
    notes = mmap(NULL, sizeof *notes, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (notes == MAP_FAILED)
        notes = NULL;
}

/* Whether a file is a segment of the log, and what it is called. */
static int is_segment(int fd, char *path)
{
    char link[64];
    ssize_t length;
    const char *name;

    if (!notes)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, PATH_BYTES - 1);
    if (length <= 0)
        return 0;
    path[length] = '\0';
    name = strrchr(path, '/');
    if (!name || !strstr(path, "/pg_wal/"))
        return 0;
    name++;
    return strlen(name) == SEGMENT_NAME_LENGTH
        && strspn(name, "0123456789ABCDEF") == SEGMENT_NAME_LENGTH;
}

static void note(int fd, const char *path, size_t length, off64_t offset)
{
    struct span *span;
    ssize_t before;

    if (notes->count >= SPANS_MAX || notes->used + length > BYTES_MAX) {
        notes->overflowed = 1;
        return;
    }
    before = pread64(fd, notes->bytes + notes->used, length, offset);
    if (before != (ssize_t)length) {
        notes->overflowed = 1;
        return;
    }
    span = &notes->spans[notes->count];
    strcpy(span->path, path);
    span->offset = offset;
    span->length = length;
    span->stored_at = notes->used;
    notes->used += length;
    notes->count++;
}

/* Puts back what stood there, the latest first. */
static void lose(void)
{
    while (notes->count > 0) {
        struct span *span = &notes->spans[--notes->count];
        int fd = open(span->path, O_WRONLY);
        if (fd < 0)
            continue;
        if (real_pwrite(fd, notes->bytes + span->stored_at, span->length, span->offset) < 0)
            abort();
        close(fd);
    }
}

static int is_ordered(const char *what)
{
    char path[PATH_BYTES];

    snprintf(path, sizeof path, "%s/%s", orders, what);
    return unlink(path) == 0;
}

static int flush(int fd, int (*real)(int))
{
    char path[PATH_BYTES];
    int done;

    if (!is_segment(fd, path))
        return real(fd);
    if (!notes->overflowed && is_ordered("lost")) {
        lose();
        notes->used = 0;
        errno = EIO;
        return -1;
    }
    if (is_ordered("kept")) {
        errno = EIO;
        return -1;
    }
    done = real(fd);
    if (done == 0) {
        notes->count = 0;
        notes->used = 0;
        notes->overflowed = 0;
    }
    return done;
}

int fdatasync(int fd) { return flush(fd, real_fdatasync); }

int fsync(int fd) { return flush(fd, real_fsync); }

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    char path[PATH_BYTES];

    if (is_segment(fd, path))
        note(fd, path, length, offset);
    return real_pwrite(fd, bytes, length, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    return pwrite64(fd, bytes, length, offset);
}
