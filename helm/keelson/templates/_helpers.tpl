{{- define "keelson.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "keelson.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains (include "keelson.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "keelson.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "keelson.selector" -}}
app.kubernetes.io/name: {{ include "keelson.name" . }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "keelson.labels" -}}
{{ include "keelson.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "keelson.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "keelson.fullname" .) -}}
{{- end -}}

{{/* Of what no namespace holds. */}}
{{- define "keelson.clusterName" -}}
{{- printf "%s-%s" .Release.Namespace (include "keelson.fullname" .) -}}
{{- end -}}

{{- define "keelson.configMap" -}}
{{- .Values.existingConfigMap | default (include "keelson.fullname" .) -}}
{{- end -}}

{{- define "keelson.scc" -}}
{{- .Values.openshift.existingScc | default (include "keelson.fullname" .) -}}
{{- end -}}

{{- define "keelson.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* What the agent may do on the host; helm/README.md says what each is for. */}}
{{- define "keelson.capabilities" -}}
[NET_ADMIN, NET_RAW, SYS_ADMIN, SYS_PTRACE, DAC_OVERRIDE, SYS_CHROOT]
{{- end -}}

{{/* What the schema cannot say: two configurations exclude each other, and every directory is mounted at its own path, so no two may be the same, nor hide the image's or the kernel's. */}}
{{/* Not empty where a new agent starts beside the old one, and takes its place when it is ready. */}}
{{- define "keelson.surges" -}}
{{- if and (eq .Values.updateStrategy.type "RollingUpdate") (ne (toString .Values.updateStrategy.maxSurge) "0") -}}
yes
{{- end -}}
{{- end -}}

{{- define "keelson.check" -}}
{{- if and .Values.podMonitor.enabled (include "keelson.surges" .) -}}
{{- fail (printf "updateStrategy.maxSurge is %v and podMonitor.enabled is true: a port that a pod on the host's network declares is the node's, and the scheduler places no second pod with it; set maxSurge to 0" .Values.updateStrategy.maxSurge) -}}
{{- end -}}
{{- if and .Values.podMonitor.enabled (not .Values.metrics.enabled) -}}
{{- fail "podMonitor.enabled is true and metrics.enabled is false: there would be nothing to scrape; set metrics.enabled to true" -}}
{{- end -}}
{{- if and .Values.existingConfigMap (or .Values.config.nics .Values.config.pools) -}}
{{- fail (printf "existingConfigMap is %s, and config declares something too: set one of them" .Values.existingConfigMap) -}}
{{- end -}}
{{- $seen := dict -}}
{{- $paths := dict "paths.state" .Values.paths.state "paths.run" .Values.paths.run "paths.deviceInfo" .Values.paths.deviceInfo "paths.cdi" .Values.paths.cdi "kubelet.devicePluginsDir" .Values.kubelet.devicePluginsDir "kubelet.rootDir" (printf "%s/pod-resources" .Values.kubelet.rootDir) "cni.confDir" .Values.cni.confDir "cni.binDir" .Values.cni.binDir -}}
{{- with .Values.kubelet.pluginsRegistryDir -}}
{{- $_ := set $paths "kubelet.pluginsRegistryDir" . -}}
{{- end -}}
{{- range $value, $path := $paths -}}
{{- if hasKey $seen $path -}}
{{- fail (printf "%s and %s are both %s: give each a directory of its own" (get $seen $path) $value $path) -}}
{{- end -}}
{{- $_ := set $seen $path $value -}}
{{- if regexMatch "^/(proc|sys|dev|run/netns|run/keelson-ready|opt/keelson|etc/keelson)(/|$)" $path -}}
{{- fail (printf "%s is %s: that would hide what the image or the kernel has there; name a directory elsewhere" $value $path) -}}
{{- end -}}
{{- end -}}
{{- end -}}
