package io.countersign.processor.resources;

import io.countersign.processor.topology.ResourceKey;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/**
 * {@code GET /resources/{provider}/{type}/{id}} and {@code GET /resources/{type}}. Paths are taken apart here and not by
 * patterns, since an id may hold any character, slashes included, encoded or not.
 */
@RestController
final class ResourcesController {

    private static final String ROOT = "/resources/";

    private final Partitions partitions;
    private final OwnStates ownStates;
    private final Peers peers;
    private final Answers answers;

    ResourcesController(Partitions partitions, OwnStates ownStates, Peers peers, Answers answers) {
        this.partitions = partitions;
        this.ownStates = ownStates;
        this.peers = peers;
        this.answers = answers;
    }

    @GetMapping(ROOT + "**")
    ResponseEntity<byte[]> answer(
            HttpServletRequest request,
            @RequestHeader(name = Peers.PARTITIONS_HEADER, required = false) @Nullable String askedPartitions) {
        if (!request.getRequestURI().startsWith(ROOT)) {
            return answers.ofStatus(404, new HttpHeaders());
        }
        // At most three parts: whatever follows the second slash is the id.
        String[] path = request.getRequestURI().substring(ROOT.length()).split("/", 3);
        if (path.length == 1) {
            return list(decode(path[0]), request, askedPartitions);
        }
        if (path.length == 2 || path[0].isEmpty() || path[2].isEmpty()) {
            return answers.problem(
                    Problem.RESOURCE_NOT_FOUND, "Expected /resources/{provider}/{type}/{id} or /resources/{type}.");
        }
        return find(decode(path[0]), decode(path[1]), decode(path[2]), askedPartitions != null);
    }

    private ResponseEntity<byte[]> find(String provider, String typeWord, String id, boolean asPeer) {
        Optional<ResourceType> type = typeWithState(typeWord);
        if (type.isEmpty() || provider.contains("/")) {
            return unknownType();
        }
        ResourceKey resource = new ResourceKey(type.get(), provider, id);
        Partitions.Owner owner = partitions.ownerOf(resource);
        if (!asPeer && !partitions.isOwn(owner.host())) {
            HttpResponse<byte[]> response = peers.ask(owner, resource);
            return ResponseEntity.status(response.statusCode())
                    .contentType(
                            response.statusCode() == 200
                                    ? MediaType.APPLICATION_JSON
                                    : MediaType.APPLICATION_PROBLEM_JSON)
                    .body(response.body());
        }
        Optional<ResourceState> state = ownStates.find(resource, owner.partition());
        return state.isPresent()
                ? answers.ok(StateJson.full(state.get()))
                : answers.problem(
                        Problem.RESOURCE_NOT_FOUND, "No event of this resource has been received by the processor.");
    }

    private ResponseEntity<byte[]> list(String typeWord, HttpServletRequest request, @Nullable String askedPartitions) {
        Optional<ResourceType> type = typeWithState(typeWord);
        if (type.isEmpty()) {
            return unknownType();
        }
        Listing listing = Listing.of(type.get(), request.getParameterMap());
        List<Page> pages = new ArrayList<>();
        if (askedPartitions != null) {
            Peers.numbers(askedPartitions).forEach(partition -> pages.add(ownStates.list(listing, partition)));
        } else {
            for (Map.Entry<HostInfo, NavigableSet<Integer>> owner :
                    partitions.owners(type.get()).entrySet()) {
                if (partitions.isOwn(owner.getKey())) {
                    owner.getValue().forEach(partition -> pages.add(ownStates.list(listing, partition)));
                } else {
                    pages.add(peers.list(owner.getKey(), owner.getValue(), listing));
                }
            }
        }
        return answers.ok(Page.merge(pages, listing.limit()).json("resources"));
    }

    private static Optional<ResourceType> typeWithState(String word) {
        return ResourceType.ofWord(word).filter(ResourceType::hasState);
    }

    private ResponseEntity<byte[]> unknownType() {
        String words = ResourceType.withState().stream().map(ResourceType::word).collect(Collectors.joining(", "));
        return answers.problem(Problem.RESOURCE_NOT_FOUND, "Expected one of the types " + words + ".");
    }

    private static String decode(String text) {
        try {
            return UriUtils.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidParameterException("Expected the path to be percent-encoded.");
        }
    }
}
