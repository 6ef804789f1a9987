#!/bin/bash
# Runs calibrate and the oracle as arrays of 16 tasks of a real Slurm of one node, kills one task of each half-way, and compares the merged
# documents with those of a single process. Needs root, and slurmctld, slurmd, slurm-client and munge (Debian's packages).
# usage: slurm.sh VARDAX [FOLDER]
set -euo pipefail
vardax=$(realpath "$1")
work=$(realpath -m "${2:-$(mktemp -d)}")
host=$(hostname -s)
mkdir -p "$work/state" "$work/spool" && cd "$work"
cat > slurm.conf <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CryptoType=crypto/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SlurmctldPort=26817
SlurmdPort=26818
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=4096 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
head -c 1024 /dev/urandom > munge.key && chmod 600 munge.key
export SLURM_CONF=$work/slurm.conf
finish() { for daemon in slurmd slurmctld munged; do [ -f $daemon.pid ] && kill "$(cat $daemon.pid)" || true; done; }
trap finish EXIT
munged --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" --log-file="$work/munged.log" \
  --seed-file="$work/munge.seed" --force
slurmctld && sleep 1 && slurmd -N "$host" && sleep 3 && sinfo

# NAME, then the command: submits it, kills the first task that has begun with part 5, waits for the merge, compares.
prove() {
  local name=$1 document=$1.json
  shift
  mkdir -p "$name"
  "$vardax" "$@" --json > "$name-alone.json" 2> /dev/null || [ $? -eq 3 ]
  "$vardax" submit --engine slurm --tasks 16 --trial 1 --cores 1 --program "$vardax" --parts "$name" --result "$document" -- "$@" --json > "$name.sh"
  sh "$name.sh"
  until pid=$(pgrep -f -- "^$vardax $1 .*--shard 5/16 --out $name/"); do sleep 0.02; done
  sleep 0.2
  kill -9 $pid && echo "killed part 5 of $name"
  ls "$name" | grep -q 'tmp$' && echo "a temporary file is left"
  [ ! -e "$name/$1-5-of-16.part" ] && echo "no part 5 of $name"
  while squeue --noheader | grep -q .; do sleep 1; done
  grep -h "whole\|requeue\|written" "$name/5.log" || true
  cat "$name/merge.log"
  # What was measured anew in each run is a time.
  times='s/"(runtime_ms|train_time_s)":[^,}]*//g'
  [ "$1" = calibrate ] && times=
  if cmp <(sed -E "$times" "$name-alone.json") <(sed -E "$times" "$document"); then echo "$name: the merged document equals that of one process"; else exit 1; fi
}

"$vardax" train --preset attractor --steps 500 --out m.safetensors > train.log
prove calibration calibrate --model m.safetensors --runs 2000 --agreement 64 --adjoint 16
prove oracle compare --preset attractor --methods oracle --oracle-draws 8000000
