/* Writes down what processes do to the files below a folder, in the order in which it is done.

   Loaded before the C library (LD_PRELOAD) into every process of a portal; `disk.py` builds it and
   reads what it writes. DISK_FOLDER is the folder, DISK_LOG the file; each entry is one write. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 65536

struct entry {
  char what;
  uint64_t file;
  uint64_t place;
  uint32_t first, second; /* the lengths of what follows */
} __attribute__((packed));

static const char *folder;
static size_t folder_length;
static int record = -1;
static char followed[MOST]; /* whether a descriptor is of a file below the folder */

#define REAL(name) ({ static __typeof__(&name) real; \
  real ? real : (real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)); })

/* What changes names happens in turn with its entry, in all processes and threads. */
static pthread_mutex_t own_turn = PTHREAD_MUTEX_INITIALIZER;

static void turn(short kind) {
  struct flock all = {.l_type = kind, .l_whence = SEEK_SET};
  int kept = errno;
  while (record >= 0 && fcntl(record, F_SETLKW, &all) && errno == EINTR)
    ;
  errno = kept;
}

static void its_turn(void) {
  pthread_mutex_lock(&own_turn);
  turn(F_WRLCK);
}

static void end_of_turn(void) {
  turn(F_UNLCK);
  pthread_mutex_unlock(&own_turn);
}

static void forked(void) { pthread_mutex_init(&own_turn, NULL); } /* who had it is not here */

#define IN_TURN(call) ({ its_turn(); int done = (call); end_of_turn(); done; })

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("DISK_LOG");
  folder = getenv("DISK_FOLDER");
  if (!path || !folder) return;
  folder_length = strlen(folder);
  int opened = REAL(open64)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  record = fcntl(opened, F_DUPFD_CLOEXEC, 1000);
  REAL(close)(opened);
  pthread_atfork(NULL, NULL, forked);
}

static void note(char what, uint64_t file, uint64_t place, const void *first, size_t one,
                 const void *second, size_t two) {
  struct entry head = {what, file, place, (uint32_t)one, (uint32_t)two};
  struct iovec parts[] = {{&head, sizeof head}, {(void *)first, one}, {(void *)second, two}};
  int kept = errno;
  if (REAL(writev)(record, parts, 3) != (ssize_t)(sizeof head + one + two)) abort();
  errno = kept;
}

static int below(const char *path) {
  return record >= 0 && !strncmp(path, folder, folder_length)
         && (path[folder_length] == '/' || !path[folder_length]);
}

/* Returns the whole path of what a call names. */
static const char *whole(int at, const char *path, char *room) {
  if (path[0] == '/') return path;
  char link[64];
  snprintf(link, sizeof link, at == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", at);
  ssize_t length = readlink(link, room, PATH_MAX);
  if (length < 0) return path;
  snprintf(room + length, PATH_MAX - length, "/%s", path);
  return room;
}

static uint64_t number_of(int descriptor) {
  struct stat64 found;
  return fstat64(descriptor, &found) ? 0 : found.st_ino;
}

static int follows(int descriptor) {
  return record >= 0 && descriptor >= 0 && descriptor < MOST && followed[descriptor];
}

static int opened(int descriptor, int at, const char *path, int flags) {
  char room[2 * PATH_MAX];
  int kept = errno;
  if (descriptor < 0 || descriptor >= MOST) return descriptor;
  path = whole(at, path, room);
  followed[descriptor] = below(path);
  if (followed[descriptor] && (flags & (O_CREAT | O_TRUNC))) {
    uint64_t number = number_of(descriptor);
    if (flags & O_CREAT) note('c', number, 0, path, strlen(path), "", 0);
    if (flags & O_TRUNC) note('t', number, 0, "", 0, "", 0);
  }
  errno = kept;
  return descriptor;
}

#define OPENED(call) (flags & O_CREAT ? IN_TURN(call) : (call))

#define MODE(last) mode_t mode = 0; if (flags & (O_CREAT | __O_TMPFILE)) { \
  va_list more; va_start(more, last); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) {
  MODE(flags)
  return OPENED(opened(REAL(open)(path, flags, mode), AT_FDCWD, path, flags));
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  return OPENED(opened(REAL(open64)(path, flags, mode), AT_FDCWD, path, flags));
}

int openat(int at, const char *path, int flags, ...) {
  MODE(flags)
  return OPENED(opened(REAL(openat)(at, path, flags, mode), at, path, flags));
}

int openat64(int at, const char *path, int flags, ...) {
  MODE(flags)
  return OPENED(opened(REAL(openat64)(at, path, flags, mode), at, path, flags));
}

int close(int descriptor) {
  if (descriptor >= 0 && descriptor < MOST) followed[descriptor] = 0;
  return descriptor == record ? 0 : REAL(close)(descriptor);
}

ssize_t write(int descriptor, const void *body, size_t length) {
  ssize_t done = REAL(write)(descriptor, body, length);
  if (done > 0 && follows(descriptor))
    note('w', number_of(descriptor), lseek64(descriptor, 0, SEEK_CUR) - done, body, done, "", 0);
  return done;
}

ssize_t pwrite64(int descriptor, const void *body, size_t length, off64_t place) {
  ssize_t done = REAL(pwrite64)(descriptor, body, length, place);
  if (done > 0 && follows(descriptor)) note('w', number_of(descriptor), place, body, done, "", 0);
  return done;
}

ssize_t pwrite(int descriptor, const void *body, size_t length, off_t place) {
  return pwrite64(descriptor, body, length, place);
}

int ftruncate64(int descriptor, off64_t length) {
  int failed = REAL(ftruncate64)(descriptor, length);
  if (!failed && follows(descriptor)) note('t', number_of(descriptor), length, "", 0, "", 0);
  return failed;
}

int ftruncate(int descriptor, off_t length) { return ftruncate64(descriptor, length); }

int fsync(int descriptor) {
  int failed = REAL(fsync)(descriptor);
  if (!failed && follows(descriptor)) note('s', number_of(descriptor), 0, "", 0, "", 0);
  return failed;
}

int fdatasync(int descriptor) {
  int failed = REAL(fdatasync)(descriptor);
  if (!failed && follows(descriptor)) note('s', number_of(descriptor), 0, "", 0, "", 0);
  return failed;
}

static int named(int failed, char what, int at, const char *path, int to, const char *second) {
  char room[2 * PATH_MAX], other[2 * PATH_MAX];
  struct stat64 found;
  path = whole(at, path, room);
  if (second) second = whole(to, second, other);
  if (failed || !below(path)) return failed;
  uint64_t number = what == 'd' && !stat64(path, &found) ? found.st_ino : 0;
  note(what, number, 0, path, strlen(path), second ? second : "", second ? strlen(second) : 0);
  return failed;
}

int mkdir(const char *path, mode_t mode) {
  return IN_TURN(named(REAL(mkdir)(path, mode), 'd', AT_FDCWD, path, 0, NULL));
}

int mkdirat(int at, const char *path, mode_t mode) {
  return IN_TURN(named(REAL(mkdirat)(at, path, mode), 'd', at, path, 0, NULL));
}

int unlink(const char *path) {
  return IN_TURN(named(REAL(unlink)(path), 'u', AT_FDCWD, path, 0, NULL));
}

int rmdir(const char *path) {
  return IN_TURN(named(REAL(rmdir)(path), 'u', AT_FDCWD, path, 0, NULL));
}

int unlinkat(int at, const char *path, int flags) {
  return IN_TURN(named(REAL(unlinkat)(at, path, flags), 'u', at, path, 0, NULL));
}

int rename(const char *old, const char *new) {
  return IN_TURN(named(REAL(rename)(old, new), 'r', AT_FDCWD, old, AT_FDCWD, new));
}

int renameat(int from, const char *old, int to, const char *new) {
  return IN_TURN(named(REAL(renameat)(from, old, to, new), 'r', from, old, to, new));
}

int link(const char *old, const char *new) {
  return IN_TURN(named(REAL(link)(old, new), 'l', AT_FDCWD, old, AT_FDCWD, new));
}

int linkat(int from, const char *old, int to, const char *new, int flags) {
  return IN_TURN(named(REAL(linkat)(from, old, to, new, flags), 'l', from, old, to, new));
}
