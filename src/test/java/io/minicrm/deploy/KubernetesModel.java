package io.minicrm.deploy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Validates manifests with the model classes of the Kubernetes client: unknown fields, missing fields, wrong types. */
final class KubernetesModel {

    private interface Check {
        void validate(JsonElement manifest) throws IOException;
    }

    private static final Map<String, Check> CHECKS = Map.of(
            "v1/ConfigMap", V1ConfigMap::validateJsonElement,
            "v1/Secret", V1Secret::validateJsonElement,
            "v1/Service", V1Service::validateJsonElement,
            "v1/ServiceAccount", V1ServiceAccount::validateJsonElement,
            "apps/v1/Deployment", V1Deployment::validateJsonElement,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "networking.k8s.io/v1/Ingress", V1Ingress::validateJsonElement,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement);

    private KubernetesModel() {}

    static String typeOf(JsonNode manifest) {
        return manifest.path("apiVersion").asString() + "/"
                + manifest.path("kind").asString();
    }

    static boolean knows(JsonNode manifest) {
        return CHECKS.containsKey(typeOf(manifest));
    }

    /** The client's errors for a manifest of a known kind; empty if it is valid. */
    static Optional<String> fault(JsonNode manifest) {
        try {
            JsonElement element = JsonParser.parseString(manifest.toString());
            CHECKS.get(typeOf(manifest)).validate(element);
            return Optional.empty();
        } catch (IOException | IllegalArgumentException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }
}
