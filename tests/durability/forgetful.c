/* A disk that forgets what was not synced, for LD_PRELOAD: a power cut by kill -9.
 *
 * Writes to journal.db and journal.db-wal stay in this process until fsync or fdatasync, and only
 * then reach the real file. With FORGETFUL_SYNC=off they never do: then a check for lost events
 * must fail, which shows that it can.
 *
 *   cc -shared -fPIC -O2 -o forgetful.so forgetful.c -ldl -lpthread
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 8
#define FDS 65536

struct image { char path[4096]; char *bytes; off_t size, room, low, high; int real, used, cut; };
static struct image images[FILES];
static struct image *by_fd[FDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int tracked(const char *path) {
    size_t n = strlen(path);
    return (n > 10 && !strcmp(path + n - 10, "journal.db")) || (n > 14 && !strcmp(path + n - 14, "journal.db-wal"));
}

static void room(struct image *image, off_t size) {
    if (size > image->room) {
        image->room = size * 2 + 65536;
        image->bytes = realloc(image->bytes, image->room);
    }
    if (size > image->size) { memset(image->bytes + image->size, 0, size - image->size); image->size = size; }
}

static struct image *find(const char *path, int make) {
    for (int i = 0; i < FILES; i++)
        if (images[i].used && !strcmp(images[i].path, path)) return &images[i];
    for (int i = 0; make && i < FILES; i++)
        if (!images[i].used) {
            struct image *image = &images[i];
            memset(image, 0, sizeof *image);
            strcpy(image->path, path);
            image->used = 1;
            image->real = REAL(open)(path, O_RDWR | O_CLOEXEC);
            struct stat status;
            if (image->real >= 0 && REAL(fstat)(image->real, &status) == 0 && status.st_size) {
                room(image, status.st_size);
                if (REAL(pread)(image->real, image->bytes, status.st_size, 0) != status.st_size) abort();
            }
            image->low = image->size + 1;
            return image;
        }
    return NULL;
}

static int opened(int fd, const char *path) {
    if (fd >= 0 && fd < FDS && path && tracked(path)) {
        pthread_mutex_lock(&lock);
        by_fd[fd] = find(path, 1);
        pthread_mutex_unlock(&lock);
    }
    return fd;
}

#define OPEN(name) int name(const char *path, int flags, ...) { \
    va_list list; va_start(list, flags); mode_t mode = va_arg(list, mode_t); va_end(list); \
    return opened(REAL(name)(path, flags, mode), path); }
OPEN(open)
OPEN(open64)

int close(int fd) { if (fd >= 0 && fd < FDS) by_fd[fd] = NULL; return REAL(close)(fd); }

int unlink(const char *path) {
    pthread_mutex_lock(&lock);
    struct image *image = tracked(path) ? find(path, 0) : NULL;
    if (image) { REAL(close)(image->real); free(image->bytes); image->used = 0; }
    pthread_mutex_unlock(&lock);
    return REAL(unlink)(path);
}

static ssize_t put(struct image *image, const void *from, size_t count, off_t at) {
    pthread_mutex_lock(&lock);
    room(image, at + count);
    memcpy(image->bytes + at, from, count);
    if (at < image->low) image->low = at;
    if (at + (off_t)count > image->high) image->high = at + count;
    pthread_mutex_unlock(&lock);
    return count;
}

static ssize_t get(struct image *image, void *to, size_t count, off_t at) {
    pthread_mutex_lock(&lock);
    ssize_t n = at >= image->size ? 0 : image->size - at < (off_t)count ? image->size - at : (off_t)count;
    memcpy(to, image->bytes + at, n);
    pthread_mutex_unlock(&lock);
    return n;
}

#define IMAGE(fd) ((fd) >= 0 && (fd) < FDS ? by_fd[fd] : NULL)
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) { return IMAGE(fd) ? put(IMAGE(fd), from, n, at) : REAL(pwrite)(fd, from, n, at); }
ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at) { return IMAGE(fd) ? put(IMAGE(fd), from, n, at) : REAL(pwrite64)(fd, from, n, at); }
ssize_t pread(int fd, void *to, size_t n, off_t at) { return IMAGE(fd) ? get(IMAGE(fd), to, n, at) : REAL(pread)(fd, to, n, at); }
ssize_t pread64(int fd, void *to, size_t n, off64_t at) { return IMAGE(fd) ? get(IMAGE(fd), to, n, at) : REAL(pread64)(fd, to, n, at); }

static int cut(struct image *image, off_t size) {
    pthread_mutex_lock(&lock);
    room(image, size);
    image->size = size;
    image->cut = 1;
    if (image->high > size) image->high = size;
    pthread_mutex_unlock(&lock);
    return 0;
}
int ftruncate(int fd, off_t size) { return IMAGE(fd) ? cut(IMAGE(fd), size) : REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { return IMAGE(fd) ? cut(IMAGE(fd), size) : REAL(ftruncate64)(fd, size); }

static int sized(int fd, int result, off_t *size) { if (!result && IMAGE(fd)) *size = IMAGE(fd)->size; return result; }
int fstat(int fd, struct stat *status) { return sized(fd, REAL(fstat)(fd, status), &status->st_size); }
int fstat64(int fd, struct stat64 *status) { return sized(fd, REAL(fstat64)(fd, status), (off_t *)&status->st_size); }

/* What was written until now reaches the disk, as far as there is one. */
static int sync_image(struct image *image, int (*really)(int)) {
    const char *off = getenv("FORGETFUL_SYNC");
    if (off && !strcmp(off, "off")) return 0;
    pthread_mutex_lock(&lock);
    int failed = 0;
    if (image->cut && REAL(ftruncate)(image->real, image->size)) failed = 1;
    if (image->low < image->high) {
        off_t n = image->high - image->low;
        failed |= REAL(pwrite)(image->real, image->bytes + image->low, n, image->low) != n;
    }
    image->low = image->size + 1;
    image->high = image->cut = 0;
    pthread_mutex_unlock(&lock);
    if (failed) { errno = EIO; return -1; }
    return really(image->real);
}
int fsync(int fd) { return IMAGE(fd) ? sync_image(IMAGE(fd), REAL(fsync)) : REAL(fsync)(fd); }
int fdatasync(int fd) { return IMAGE(fd) ? sync_image(IMAGE(fd), REAL(fdatasync)) : REAL(fdatasync)(fd); }
