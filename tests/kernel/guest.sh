#!/bin/busybox sh
# The first process of the emulated machine: sets it up, runs the scenarios, turns it off.
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
mount -t cgroup2 none /sys/fs/cgroup
CG=/sys/fs/cgroup/mpy
mkdir $CG
echo "+memory +pids" > /sys/fs/cgroup/cgroup.subtree_control

section() { echo; echo "=== $1"; }
request() { echo "{\"jsonrpc\":\"2.0\",\"id\":$1,\"method\":\"$2\",\"params\":$3}"; }
# Waits for as many workers as are wanted in the cgroup.
await_leaves() {
    for _ in $(seq 600); do
        [ "$(ls -d $CG/mpy-worker-* 2>/dev/null | wc -l)" = "$1" ] && return
        sleep 0.1
    done
    echo "leaves never became $1"
}
# Waits for a number of lines in a file.
await_lines() {
    for _ in $(seq 600); do
        [ "$(wc -l < $1)" -ge "$2" ] && return
        sleep 0.1
    done
    echo "$1 never had $2 lines"
}

section kernel; uname -r
section doctor-root; mpy-supervisor doctor --json; echo "status $?"
section doctor-user; restricted --user 1000 -- mpy-supervisor doctor --json; echo "status $?"
section run; mpy-supervisor run -c 'print(6 * 7)'; echo "status $?"
section run-allowed; mpy-supervisor run --allow-missing landlock -c 'print(6 * 7)'; echo "status $?"

section no-user-namespaces
echo 0 > /proc/sys/user/max_user_namespaces
restricted --user 1000 -- mpy-supervisor doctor --json; echo "status $?"
echo 1000 > /proc/sys/user/max_user_namespaces

section cgroup-run; mpy-supervisor run --cgroup $CG --allow-missing landlock -c 'print("inside")'
section cgroup-doctor; mpy-supervisor doctor --allow-missing landlock --cgroup $CG --json

mkfifo /tmp/in
mpy-supervisor serve --spare-workers 0 --allow-missing landlock --cgroup $CG < /tmp/in > /tmp/out &
exec 3> /tmp/in
PEER='"client":{"name":"t","version":"0"},"limits":{"wall_clock_ms":60000,"fuel":1000000000}'
request 1 initialize "{\"protocol_version\":1,$PEER}" >&3
await_lines /tmp/out 1
request 2 conversation/run '{"conversation_id":"a","run_id":"r1","code":"print(1)"}' >&3
await_lines /tmp/out 2
section cgroup-leaf
await_leaves 1
for leaf in $CG/mpy-worker-*; do
    for file in memory.max memory.swap.max memory.oom.group pids.max pids.current; do
        echo "$file $(cat $leaf/$file)"
    done
    echo "processes $(wc -l < $leaf/cgroup.procs)"
    echo 4000000 > $leaf/memory.max
done
section cgroup-memory
request 3 conversation/run \
    '{"conversation_id":"a","run_id":"r2","code":"x = bytearray(12000000)\nprint(len(x))"}' >&3
await_lines /tmp/out 3
tail -n 1 /tmp/out
section cgroup-next
request 4 conversation/run '{"conversation_id":"a","run_id":"r3","code":"print(3)"}' >&3
await_lines /tmp/out 4
tail -n 1 /tmp/out
exec 3>&-
wait
section cgroup-after
await_leaves 0
echo "leaves $(ls -d $CG/mpy-worker-* 2>/dev/null | wc -l)"

section cgroup-sweep
# One of a supervisor that is gone, and one of a process that lives.
mkdir $CG/mpy-worker-999999-1-0 $CG/mpy-worker-1-1-0
mpy-supervisor run --cgroup $CG --allow-missing landlock -c 'print("swept")'
basename -a $CG/mpy-worker-*
rmdir $CG/mpy-worker-1-1-0

# A worker program that starts a process before it becomes the worker: in its cgroup, if it has one.
cat > /tmp/forking <<'SCRIPT'
#!/bin/busybox sh
while [ ! -e /tmp/without-cgroup ] && ! /bin/grep -q mpy-worker- /proc/self/cgroup; do :; done
/bin/sleep 7777 &
exec /bin/env -i /bin/mpy-worker "$@"
SCRIPT
chmod +x /tmp/forking
# The processes that it has started and that live.
children() {
    for process in /proc/[0-9]*; do
        tr '\0' ' ' < $process/cmdline | grep -q '^/bin/sleep 7777' && echo ${process#/proc/}
    done 2>/dev/null
}
left() { echo "left $(children | wc -l)"; }
section child-control
touch /tmp/without-cgroup
mpy-supervisor run --worker /tmp/forking --allow-missing landlock -c 'print(6 * 7)'; left
kill $(children)
rm /tmp/without-cgroup
section child-in-cgroup
mpy-supervisor run --worker /tmp/forking --cgroup $CG --allow-missing landlock -c 'print(6 * 7)'
await_leaves 0
left

section cgroup-busy
mkdir /sys/fs/cgroup/busy
echo $$ > /sys/fs/cgroup/busy/cgroup.procs
mpy-supervisor run --cgroup /sys/fs/cgroup/busy -c 'print(1)'; echo "status $?"
section cgroup-none; mpy-supervisor run --cgroup /tmp -c 'print(1)'; echo "status $?"

section end
poweroff -f
