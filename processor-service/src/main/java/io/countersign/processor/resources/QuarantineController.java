package io.countersign.processor.resources;

import io.countersign.quarantine.Redrive;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /quarantine}, {@code GET /quarantine/{id}} and {@code POST /quarantine/{id}/redrive}. An id says nothing of the
 * partition that it is in, so all of them are asked.
 */
@RestController
final class QuarantineController {

    private static final String ROOT = "/quarantine";

    private final Partitions partitions;
    private final OwnQuarantine ownQuarantine;
    private final Redrives redrives;
    private final Peers peers;
    private final Answers answers;

    QuarantineController(
            Partitions partitions, OwnQuarantine ownQuarantine, Redrives redrives, Peers peers, Answers answers) {
        this.partitions = partitions;
        this.ownQuarantine = ownQuarantine;
        this.redrives = redrives;
        this.peers = peers;
        this.answers = answers;
    }

    /** The part of an answer that another instance can give. */
    private interface Elsewhere {
        Optional<HttpResponse<byte[]>> ask(HostInfo host, Collection<Integer> partitions);
    }

    @GetMapping(ROOT)
    ResponseEntity<byte[]> list(
            HttpServletRequest request,
            @RequestHeader(name = Peers.PARTITIONS_HEADER, required = false) @Nullable String askedPartitions) {
        QuarantineListing listing = QuarantineListing.of(request.getParameterMap());
        List<Page> pages = new ArrayList<>();
        if (askedPartitions != null) {
            Peers.numbers(askedPartitions).forEach(partition -> pages.add(ownQuarantine.list(listing, partition)));
        } else {
            partitions.quarantineOwners().forEach((host, owned) -> {
                if (partitions.isOwn(host)) {
                    owned.forEach(partition -> pages.add(ownQuarantine.list(listing, partition)));
                } else {
                    pages.add(peers.list(host, owned, listing));
                }
            });
        }
        return answers.ok(Page.merge(pages, listing.limit()).json("records"));
    }

    @GetMapping(ROOT + "/{id}")
    ResponseEntity<byte[]> find(
            @PathVariable("id") String id,
            @RequestHeader(name = Peers.PARTITIONS_HEADER, required = false) @Nullable String askedPartitions) {
        return anywhere(
                askedPartitions,
                partition -> ownQuarantine.find(id, partition).map(found -> answers.ok(QuarantineJson.full(found))),
                (host, owned) -> peers.quarantined(host, owned, id));
    }

    @PostMapping(ROOT + "/{id}/redrive")
    ResponseEntity<byte[]> redrive(
            @PathVariable("id") String id,
            @RequestHeader(name = Peers.PARTITIONS_HEADER, required = false) @Nullable String askedPartitions) {
        return anywhere(
                askedPartitions,
                partition -> ownQuarantine
                        .find(id, partition)
                        .map(found -> answer(redrives.redrive(found.record(), partition))),
                (host, owned) -> peers.redrive(host, owned, id));
    }

    private ResponseEntity<byte[]> answer(Redrive redrive) {
        return redrive.getOutcome() == null
                ? answers.accepted(QuarantineJson.redrive(redrive), location(redrive.getQuarantineId()))
                : answers.ok(QuarantineJson.redrive(redrive));
    }

    private ResponseEntity<byte[]> anywhere(
            @Nullable String askedPartitions, IntFunction<Optional<ResponseEntity<byte[]>>> here, Elsewhere elsewhere) {
        Optional<ResponseEntity<byte[]>> answer;
        if (askedPartitions != null) {
            answer = first(Peers.numbers(askedPartitions), here);
        } else {
            Map<HostInfo, NavigableSet<Integer>> owners = partitions.quarantineOwners();
            answer = owners.entrySet().stream()
                    .map(owner -> partitions.isOwn(owner.getKey())
                            ? first(owner.getValue(), here)
                            : elsewhere.ask(owner.getKey(), owner.getValue()).map(QuarantineController::passedOn))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        return answer.orElseGet(() -> answers.problem(
                Problem.QUARANTINE_RECORD_NOT_FOUND, "Expected the id of a record that GET /quarantine lists."));
    }

    private static Optional<ResponseEntity<byte[]>> first(
            Collection<Integer> partitions, IntFunction<Optional<ResponseEntity<byte[]>>> here) {
        return partitions.stream().map(here::apply).flatMap(Optional::stream).findFirst();
    }

    private static ResponseEntity<byte[]> passedOn(HttpResponse<byte[]> response) {
        HttpHeaders headers = new HttpHeaders();
        response.headers()
                .firstValue(HttpHeaders.LOCATION)
                .ifPresent(place -> headers.set(HttpHeaders.LOCATION, place));
        return ResponseEntity.status(response.statusCode())
                .headers(headers)
                .contentType(MediaType.APPLICATION_JSON)
                .body(response.body());
    }

    private static String location(String id) {
        return ROOT + "/" + Peers.encode(id);
    }
}
