/*
 * nodump: a process that holds a secret leaves none of it on disk.
 *
 * Layer: io.
 */
#ifndef IO_NODUMP_H
#define IO_NODUMP_H

/*
 * From here on a crash leaves no core file, and, where the system knows how,
 * other processes of the same user cannot look into this one's memory.  What
 * this process starts has the bound on core files, too.  For a program that has
 * just read a key; never fails: what a system does not know it does not do.
 */
void nodump_begin(void);

/*
 * The same without the bound, where the system knows how: for a program that
 * runs commands of the user's, whose cores are the user's affair.
 */
void nodump_self(void);

#endif
