/*
 * User-Mode Linux keeps 2,696 bytes of a process's floating-point and vector registers (arch/x86/um/user-offsets.c), which is all
 * that a CPU with AVX-512 has. With AMX it has some 11,000, and a kernel refuses to set less than all of them: EFAULT, and the
 * guest panics at its first process with "ptrace set fp regs failed, errno = 14".
 *
 * Preloaded into linux.uml, this completes what is set by what the process has now. The registers of AMX, which nobody in a
 * guest uses, are not kept for the guest's processes. Declarations are here, so that no headers need be installed.
 */
#define PTRACE_GETREGSET 0x4204
#define PTRACE_SETREGSET 0x4205
#define NT_X86_XSTATE 0x202
#define EFAULT 14
#define RTLD_NEXT ((void *)-1L)

struct iovec {
    unsigned char *base;
    unsigned long length;
};

typedef long ptrace_function(int request, int pid, void *address, void *data);

extern void *dlsym(void *handle, const char *name);
extern int *__errno_location(void);

static ptrace_function *original;
static int is_incomplete;
/* Static, because the stacks of this kernel are small. It has one thread that calls ptrace. */
static unsigned char all[65536];

static long set_all(int pid, void *address, const struct iovec *given)
{
    struct iovec whole = {all, sizeof all};
    long result = original(PTRACE_GETREGSET, pid, address, &whole);
    unsigned long i;

    if (result != 0)
        return result;
    for (i = 0; i < given->length && i < whole.length; i++)
        all[i] = given->base[i];
    return original(PTRACE_SETREGSET, pid, address, &whole);
}

long ptrace(int request, int pid, void *address, void *data)
{
    long result;

    if (!original)
        original = (ptrace_function *)dlsym(RTLD_NEXT, "ptrace");
    if (request != PTRACE_SETREGSET || (long)address != NT_X86_XSTATE)
        return original(request, pid, address, data);
    if (!is_incomplete) {
        result = original(request, pid, address, data);
        if (result == 0 || *__errno_location() != EFAULT)
            return result;
        is_incomplete = 1;
    }
    return set_all(pid, address, data);
}
