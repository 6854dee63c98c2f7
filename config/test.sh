#!/usr/bin/env bash
# Runs the tiers in order and ends with one line of figures. KEELSON_TIERS picks some: "unit netns lab".
set -uo pipefail
cd "$(dirname "$0")/.." || exit
tiers=${KEELSON_TIERS:-unit netns lab}
status=0

say() { printf '\n== %s (%s)\n' "$1" "$(date +%T)"; }
# Where no container engine can be started, its test is skipped by name.
maven_with_engine() {
  PATH=$PATH:/usr/sbin:/sbin config/engine.sh target/engine.log mvn -B -ntp -Dstyle.color=never --fail-at-end "$@" || status=1
}
maven() { mvn -B -ntp -Dstyle.color=never --fail-at-end "$@" || status=1; }

rm -rf ./*/target/surefire-reports*
mkdir -p target
case " $tiers " in *" unit "*|*" netns "*)
  excluded=lab
  case " $tiers " in *" netns "*) ;; *) excluded=lab,netns ;; esac
  say "unit and netns tiers, with the static checks"
  maven_with_engine verify -Dtest.excludedGroups="$excluded" ;;
esac

jdk25=${JAVA25_HOME:-$(find /usr/lib/jvm -maxdepth 1 -name '*25*' 2>/dev/null | sort | head -n 1)}
case " $tiers " in *" unit "*)
  if [ -n "$jdk25" ] && [ -x "$jdk25/bin/java" ]; then
    say "unit tier again, on $jdk25"
    maven test -DskipChecks -Djvm="$jdk25/bin/java" -Dtest.excludedGroups=lab,netns -Dsurefire.reportNameSuffix=jdk25 \
      -pl vf-manager,sriov-config,dpdk-bridge,device-plugin
  else
    say "unit tier on JDK 25: skipped, no JDK 25 found (set JAVA25_HOME)"
  fi ;;
esac

case " $tiers " in *" lab "*)
  # Two at once, on two cores, save little: 37 minutes.
  guests=${LAB_GUESTS:-1}
  say "lab tier, guests at once: $guests"
  maven verify -DskipChecks -Dlab.guests="$guests" -Dtest.groups=lab -Dtest.excludedGroups= -Dsurefire.failIfNoSpecifiedTests=false ;;
esac

say "result"
python3 config/summary.py config/expected-skips.txt || status=1
[ "$status" -eq 0 ] && echo "make test: all tiers passed ($tiers)" || echo "make test: FAILED"
exit "$status"
