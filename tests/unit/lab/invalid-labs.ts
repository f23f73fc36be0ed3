/** What is wrong with each file of tests/fixtures/labs-invalid, which are labs-valid/basic.yaml with one mistake each. */
import { checkSchema } from '../../../src/checks/kinds.ts';
import { KERNEL_FEATURES } from '../../../src/lab/features.ts';
import type { ProblemCode } from '../../../src/lab/problem.ts';

type ExpectedProblem = [code: ProblemCode, line: number, column: number, message: string];

const KINDS = checkSchema.options.map(({ shape }) => shape.kind.value).join(', ');
const FEATURES = KERNEL_FEATURES.join(', ');

export const INVALID_LABS: { description: string; file: string; problems: ExpectedProblem[] }[] = [
  {
    description: 'a quote that is left open is refused where its line ends',
    file: 'quote-left-open',
    problems: [
      ['YAML_SYNTAX', 32, 1, "Missing closing 'quote"],
      ['YAML_SYNTAX', 33, 3, 'Flow map in block collection must be sufficiently indented and end with a }'],
      ['YAML_SYNTAX', 33, 9, 'Nested mappings are not allowed in compact mappings'],
    ],
  },
  {
    description: 'a tab in the indentation is refused, and so is what follows from it',
    file: 'tab-indentation',
    problems: [
      ['YAML_SYNTAX', 14, 1, 'Tabs are not allowed as indentation'],
      ['YAML_SYNTAX', 14, 8, 'Nested mappings are not allowed in compact mappings'],
      ['YAML_SYNTAX', 16, 1, 'All mapping items must start at the same column'],
      ['YAML_SYNTAX', 17, 1, 'All mapping items must start at the same column'],
      ['YAML_SYNTAX', 18, 1, 'All mapping items must start at the same column'],
      ['YAML_SYNTAX', 22, 1, 'All mapping items must start at the same column'],
    ],
  },
  {
    description: 'a second document is refused at its first line',
    file: 'second-document',
    problems: [['YAML_SYNTAX', 26, 1, 'got a second document, expected one: remove the line ---']],
  },
  {
    description: 'a tag that YAML does not have is refused beside the value that it spoils',
    file: 'unknown-tag',
    problems: [
      ['YAML_SYNTAX', 3, 10, 'Unresolved tag: !number'],
      ['VALUE_INVALID', 3, 18, 'minutes: got "10", expected a number'],
    ],
  },
  {
    description: 'a list as a key is refused',
    file: 'list-as-key',
    problems: [['YAML_SYNTAX', 6, 3, 'got a list, a map or an alias as a key, expected text']],
  },
  {
    description: 'text that is nested too deep is refused before it is parsed',
    file: 'nested-too-deep',
    problems: [['YAML_SYNTAX', 36, 76, 'got lists and maps nested more than 64 deep']],
  },
  {
    description: 'a key that is written twice is refused at the second place',
    file: 'duplicate-key',
    problems: [['YAML_DUPLICATE_KEY', 18, 5, 'got the key gateway for the second time in one map']],
  },
  {
    description: 'a key that is written twice in braces is refused at the second place',
    file: 'duplicate-key-in-flow-map',
    problems: [['YAML_DUPLICATE_KEY', 31, 24, 'got the key node for the second time in one map']],
  },
  {
    description: 'a duplicate key does not hide the other problems',
    file: 'duplicate-node-and-wrong-role',
    problems: [
      [
        'VALUE_INVALID',
        23,
        11,
        'nodes.gateway.role: got "router", expected one of director, real-server, client, gateway',
      ],
      ['YAML_DUPLICATE_KEY', 25, 3, 'got the key web01 for the second time in one map'],
    ],
  },
  {
    description: 'an alias without an anchor is refused',
    file: 'alias-without-anchor',
    problems: [['YAML_ALIAS', 34, 12, 'got *vip-title, expected &vip-title somewhere before it']],
  },
  {
    description: 'an alias inside of its own anchor is refused',
    file: 'alias-of-itself',
    problems: [['YAML_ALIAS', 31, 9, 'got *commands inside of &commands']],
  },
  {
    description: 'aliases that multiply are refused',
    file: 'alias-bomb',
    problems: [
      ['YAML_ALIAS', 6, 10, 'got more than 100000 values, or more than 128 levels of them, with aliases filled in'],
    ],
  },
  {
    description: 'a merge key that brings in no map is refused',
    file: 'merge-of-text',
    problems: [['YAML_ALIAS', 19, 9, 'got a merge key << without a map, expected an alias of a map']],
  },
  {
    description: 'a file with nothing in it is refused at its first line',
    file: 'empty',
    problems: [['VALUE_INVALID', 1, 1, 'got nothing, expected a map']],
  },
  {
    description: 'a file that is a list is refused',
    file: 'list',
    problems: [['VALUE_INVALID', 1, 1, 'got a list, expected a map']],
  },
  {
    description: 'a missing field is reported at the map that lacks it',
    file: 'field-missing',
    problems: [['FIELD_MISSING', 19, 5, 'nodes.web01: expected the field role, which is missing']],
  },
  {
    description: 'several missing fields of one map are one problem',
    file: 'fields-missing',
    problems: [['FIELD_MISSING', 33, 5, 'steps[1]: expected the fields title, by, which are missing']],
  },
  {
    description: 'a missing field of the file is reported at its start',
    file: 'top-level-field-missing',
    problems: [['FIELD_MISSING', 1, 1, 'expected the field minutes, which is missing']],
  },
  {
    description: 'an unknown field is reported at its key, with the field that was meant',
    file: 'field-unknown',
    problems: [
      [
        'FIELD_UNKNOWN',
        16,
        5,
        'nodes.lvs01.gatway: unknown field, expected one of role, addresses, gateway, kernel; did you mean gateway?',
      ],
    ],
  },
  {
    description: 'an unknown field of a check is compared with the fields of its kind',
    file: 'field-unknown-in-check',
    problems: [
      [
        'FIELD_UNKNOWN',
        55,
        5,
        'checks[1].request: unknown field, expected one of id, title, points, needs, hint, kind, from, url, bodies, every, director, requests, asOffered, uploadBytes; did you mean requests?',
      ],
    ],
  },
  {
    description: 'an empty text is refused',
    file: 'text-empty',
    problems: [['VALUE_INVALID', 28, 26, 'steps[0].title.en: got "", expected text that is not empty']],
  },
  {
    description: 'a number in the place of text asks for quotes',
    file: 'text-is-number',
    problems: [['VALUE_INVALID', 36, 16, 'steps[1].tutorial[0]: got 2.2, expected text in quotes']],
  },
  {
    description: 'text in the place of a number is refused',
    file: 'number-is-text',
    problems: [['VALUE_INVALID', 3, 10, 'minutes: got "ten", expected a number']],
  },
  {
    description: 'a number below the least is refused',
    file: 'number-too-small',
    problems: [['VALUE_INVALID', 3, 10, 'minutes: got 0, expected 1 or more']],
  },
  {
    description: 'a number that is not whole is refused',
    file: 'number-not-whole',
    problems: [['VALUE_INVALID', 3, 10, 'minutes: got 1.5, expected a whole number']],
  },
  {
    description: 'a number above the greatest is refused',
    file: 'distribution-out-of-range',
    problems: [['VALUE_INVALID', 56, 14, 'checks[1].sources: got 64, expected 32 or less']],
  },
  {
    description: 'text in the place of a list is refused',
    file: 'list-is-text',
    problems: [['VALUE_INVALID', 17, 13, 'nodes.lvs01.kernel: got "ip_vs", expected a list']],
  },
  {
    description: 'an empty list is refused where one item is needed',
    file: 'list-empty',
    problems: [['VALUE_INVALID', 54, 13, 'checks[1].bodies: got an empty list, expected a list that is not empty']],
  },
  {
    description: 'an unknown role is reported with the roles there are',
    file: 'role-unknown',
    problems: [
      [
        'VALUE_INVALID',
        19,
        11,
        'nodes.web01.role: got "realserver", expected one of director, real-server, client, gateway; did you mean real-server?',
      ],
    ],
  },
  {
    description: 'an unknown kernel feature is reported at its place in the list',
    file: 'kernel-feature-unknown',
    problems: [
      ['VALUE_INVALID', 17, 21, `nodes.lvs01.kernel[1]: got "ipvs", expected one of ${FEATURES}; did you mean ip_vs?`],
    ],
  },
  {
    description: 'a malformed address is refused',
    file: 'address-malformed',
    problems: [
      [
        'VALUE_INVALID',
        20,
        23,
        'nodes.web01.addresses.lan: got "192.168.0.2233", expected an IPv4 address such as 192.168.0.210',
      ],
    ],
  },
  {
    description: 'a value that may be an address or a subnet names both',
    file: 'address-or-subnet-malformed',
    problems: [
      [
        'VALUE_INVALID',
        48,
        9,
        'checks[0].of: got "192.168.0", expected an IPv4 address such as 192.168.0.210, or a subnet such as 192.168.0.0/24, host bits zero',
      ],
    ],
  },
  {
    description: 'a value that is left out behind its key is refused',
    file: 'value-left-empty',
    problems: [['VALUE_INVALID', 16, 13, 'nodes.lvs01.gateway: got nothing, expected text']],
  },
  {
    description: 'a subnet with host bits is refused',
    file: 'subnet-host-bits',
    problems: [
      [
        'VALUE_INVALID',
        9,
        8,
        'networks.lan: got "192.168.0.1/24", expected a subnet such as 192.168.0.0/24, host bits zero',
      ],
    ],
  },
  {
    description: 'a network that is neither a subnet nor a map is refused',
    file: 'network-is-number',
    problems: [['VALUE_INVALID', 9, 8, 'networks.lan: got 24, expected text in quotes, or a map']],
  },
  {
    description: 'a network in the long form needs its interface',
    file: 'network-without-interface',
    problems: [['FIELD_MISSING', 10, 8, 'networks.wan: expected the field interface, which is missing']],
  },
  {
    description: 'a malformed node name is reported at the key and where it is used',
    file: 'node-name-malformed',
    problems: [
      [
        'VALUE_INVALID',
        18,
        3,
        'nodes.Web_01: got "Web_01", expected lower-case letters, digits and hyphens, a letter first, 40 at most',
      ],
      [
        'VALUE_INVALID',
        31,
        17,
        'steps[0].commands[0].node: got "Web_01", expected lower-case letters, digits and hyphens, a letter first, 40 at most',
      ],
    ],
  },
  {
    description: 'a malformed variable name is reported once, where it is defined',
    file: 'variable-name-malformed',
    problems: [
      [
        'VALUE_INVALID',
        6,
        3,
        'vars.VIP: got "VIP", expected lower-case letters, digits and underscores, a letter first',
      ],
    ],
  },
  {
    description: 'a variable that is no address is reported once, not where it is used',
    file: 'variable-no-address',
    problems: [['VALUE_INVALID', 6, 8, 'vars.vip: got "192.168.0", expected an IPv4 address such as 192.168.0.210']],
  },
  {
    description: 'a URL is judged after its variables are filled in',
    file: 'url-malformed',
    problems: [
      ['VALUE_INVALID', 53, 10, 'checks[1].url: got "192.168.0.240:80", expected a URL such as http://192.168.0.240/'],
    ],
  },
  {
    description: 'an unknown kind of check is reported with all kinds and the one that was meant',
    file: 'kind-unknown',
    problems: [['KIND_UNKNOWN', 51, 11, `checks[1].kind: got "htttp", expected one of ${KINDS}; did you mean http?`]],
  },
  {
    description: 'a check without a kind is a missing field',
    file: 'kind-missing',
    problems: [['FIELD_MISSING', 49, 5, 'checks[1]: expected the field kind, which is missing']],
  },
  {
    description: 'a kind that is no text is reported with all kinds',
    file: 'kind-no-text',
    problems: [['KIND_UNKNOWN', 51, 11, `checks[1].kind: got a list, expected one of ${KINDS}`]],
  },
  {
    description: 'an unknown variable is reported at its own column',
    file: 'variable-unknown',
    problems: [['VARIABLE_UNKNOWN', 53, 17, 'checks[1].url: got "${vpi}", expected one of vip; did you mean vip?']],
  },
  {
    description: 'two unknown variables in one text are two problems',
    file: 'variables-unknown',
    problems: [
      ['VARIABLE_UNKNOWN', 50, 39, 'checks[1].title.en: got "${lip}", expected one of vip; did you mean vip?'],
      ['VARIABLE_UNKNOWN', 50, 50, 'checks[1].title.en: got "${dip}", expected one of vip; did you mean vip?'],
    ],
  },
  {
    description: 'an unknown variable in a text that is used twice is one problem, at the anchor',
    file: 'variable-in-aliased-text',
    problems: [['VARIABLE_UNKNOWN', 28, 41, 'steps[0].title.en: got "${rip}", expected one of vip; did you mean vip?']],
  },
  {
    description: 'a subnet that no host can have is refused',
    file: 'subnet-loopback',
    problems: [
      [
        'SUBNET_UNUSABLE',
        6,
        8,
        'networks.lan: got 127.0.0.0/8, expected a subnet outside of 127.0.0.0/8, which no host can have',
      ],
    ],
  },
  {
    description: 'a subnet without room for hosts is refused',
    file: 'subnet-without-hosts',
    problems: [
      [
        'SUBNET_UNUSABLE',
        10,
        18,
        'networks.wan.subnet: got 192.168.200.100/31, expected a prefix of /30 or shorter, with room for hosts',
      ],
      [
        'ADDRESS_RESERVED',
        24,
        23,
        'nodes.gateway.addresses.wan: got 192.168.200.100, expected neither the first nor the last address of 192.168.200.100/31',
      ],
    ],
  },
  {
    description: 'a subnet inside of another is refused',
    file: 'subnets-overlap',
    problems: [
      [
        'SUBNET_OVERLAP',
        10,
        18,
        'networks.wan.subnet: got 192.168.0.0/16, expected a subnet apart from 192.168.0.0/24 of lan',
      ],
    ],
  },
  {
    description: 'an interface name that another network has by default is refused',
    file: 'interface-duplicate',
    problems: [
      [
        'INTERFACE_DUPLICATE',
        10,
        47,
        'networks.wan.interface: got the interface eth0, which lan has already, expected another name',
      ],
    ],
  },
  {
    description: 'the name of the loopback device is refused',
    file: 'interface-of-every-node',
    problems: [
      [
        'INTERFACE_DUPLICATE',
        10,
        47,
        'networks.wan.interface: got the interface lo, which every node has already, expected another name',
      ],
    ],
  },
  {
    description: 'an unknown network is reported at its key, with the one that was meant',
    file: 'network-unknown',
    problems: [
      [
        'NETWORK_UNKNOWN',
        20,
        18,
        'nodes.web01.addresses.lna: got the network lna, expected one of lan, wan; did you mean lan?',
      ],
    ],
  },
  {
    description: 'a network is not found among what every JavaScript object has',
    file: 'network-named-constructor',
    problems: [
      [
        'NETWORK_UNKNOWN',
        20,
        18,
        'nodes.web01.addresses.constructor: got the network constructor, expected one of lan, wan',
      ],
    ],
  },
  {
    description: 'a node without an address is refused',
    file: 'node-without-address',
    problems: [
      ['ADDRESS_MISSING', 20, 16, 'nodes.web01.addresses: got no address, expected one on a network at least'],
    ],
  },
  {
    description: 'an address outside of its subnet is refused',
    file: 'address-outside',
    problems: [
      [
        'ADDRESS_OUTSIDE',
        20,
        23,
        'nodes.web01.addresses.lan: got 192.168.1.223, expected an address of 192.168.0.0/24, the subnet of lan',
      ],
    ],
  },
  {
    description: "the network's own address is refused",
    file: 'address-of-network',
    problems: [
      [
        'ADDRESS_RESERVED',
        20,
        23,
        'nodes.web01.addresses.lan: got 192.168.0.0, expected neither the first nor the last address of 192.168.0.0/24',
      ],
    ],
  },
  {
    description: 'the broadcast address is refused',
    file: 'address-of-broadcast',
    problems: [
      [
        'ADDRESS_RESERVED',
        20,
        23,
        'nodes.web01.addresses.lan: got 192.168.0.255, expected neither the first nor the last address of 192.168.0.0/24',
      ],
    ],
  },
  {
    description: 'an address that another node has is refused',
    file: 'address-duplicate',
    problems: [
      [
        'ADDRESS_DUPLICATE',
        20,
        23,
        'nodes.web01.addresses.lan: got 192.168.0.210, expected an address that lvs01 does not have',
      ],
    ],
  },
  {
    description: "a variable outside of the lab's subnets is refused",
    file: 'variable-outside',
    problems: [
      [
        'ADDRESS_OUTSIDE',
        6,
        8,
        "vars.vip: got 10.0.0.240, expected a host's address in one of the lab's subnets: 192.168.0.0/24, 192.168.200.0/24",
      ],
    ],
  },
  {
    description: 'a variable that is the address of a node is refused',
    file: 'variable-is-node',
    problems: [
      ['ADDRESS_DUPLICATE', 6, 8, 'vars.vip: got 192.168.0.223, expected an address that no node has; web01 has it'],
    ],
  },
  {
    description: "a gateway outside of the node's subnets is refused",
    file: 'gateway-outside',
    problems: [
      [
        'GATEWAY_OUTSIDE',
        16,
        14,
        "nodes.lvs01.gateway: got 192.168.200.100, expected a host's address in 192.168.0.0/24",
      ],
    ],
  },
  {
    description: 'a gateway that no host can be is refused',
    file: 'gateway-is-broadcast',
    problems: [
      [
        'GATEWAY_OUTSIDE',
        16,
        14,
        "nodes.lvs01.gateway: got 192.168.0.255, expected a host's address in 192.168.0.0/24",
      ],
    ],
  },
  {
    description: 'a gateway that is the node itself is refused',
    file: 'gateway-is-self',
    problems: [
      [
        'GATEWAY_SELF',
        16,
        14,
        "nodes.lvs01.gateway: got 192.168.0.210, the node's own address, expected another node's",
      ],
    ],
  },
  {
    description: 'a step id that another step has is refused',
    file: 'step-id-duplicate',
    problems: [['ID_DUPLICATE', 33, 9, 'steps[1].id: got pages, expected an id that no other of the steps has']],
  },
  {
    description: 'an unknown node in the commands of a step is refused',
    file: 'step-node-unknown',
    problems: [
      [
        'NODE_UNKNOWN',
        31,
        17,
        'steps[0].commands[0].node: got web1, expected one of lvs01, web01, gateway; did you mean web01?',
      ],
    ],
  },
  {
    description: 'an unknown check in a step is refused',
    file: 'step-check-unknown',
    problems: [
      [
        'CHECK_UNKNOWN',
        40,
        14,
        'steps[1].checks[0]: got vip-directr, expected one of vip-director, page; did you mean vip-director?',
      ],
    ],
  },
  {
    description: "a step of the lab behind one of the student's is refused",
    file: 'lab-step-after-student-step',
    problems: [
      ['STEP_ORDER', 35, 9, "steps[1].by: got lab after the student's step pages, expected the lab's steps first"],
    ],
  },
  {
    description: 'a check id that another check has is refused',
    file: 'check-id-duplicate',
    problems: [
      ['ID_DUPLICATE', 49, 9, 'checks[1].id: got vip-director, expected an id that no other of the checks has'],
    ],
  },
  {
    description: 'an unknown node in the parameters of a check is refused',
    file: 'check-node-unknown',
    problems: [['NODE_UNKNOWN', 52, 11, 'checks[1].from: got wanclient, expected one of lvs01, web01, gateway']],
  },
  {
    description: 'an unknown node in a list of a check is reported at its place in the list',
    file: 'server-unknown',
    problems: [
      [
        'NODE_UNKNOWN',
        55,
        22,
        'checks[1].servers[1]: got web02, expected one of lvs01, web01, gateway; did you mean web01?',
      ],
    ],
  },
  {
    description: 'a fault that names an unknown check is refused',
    file: 'fault-check-unknown',
    problems: [['CHECK_UNKNOWN', 63, 27, 'faults[0].fails[1]: got vip-web09, expected one of vip-director, page']],
  },
  {
    description: 'an id that is drawn twice and an unknown node in what is drawn are refused',
    file: 'draw-wrong',
    problems: [
      ['ID_DUPLICATE', 60, 9, 'draw[1].id: got one, expected an id that no other of the draw has'],
      [
        'NODE_UNKNOWN',
        61,
        24,
        'draw[1].commands[0].node: got web09, expected one of lvs01, web01, gateway; did you mean web01?',
      ],
    ],
  },
  {
    description: 'a fault that is repaired on an unknown node is refused',
    file: 'fault-node-unknown',
    problems: [
      [
        'NODE_UNKNOWN',
        62,
        22,
        'faults[0].repair[0].node: got lvs09, expected one of lvs01, web01, gateway; did you mean lvs01?',
      ],
    ],
  },
  {
    description: 'two faults with the same id are refused',
    file: 'fault-id-duplicate',
    problems: [['ID_DUPLICATE', 64, 9, 'faults[1].id: got no-vip, expected an id that no other of the faults has']],
  },
  {
    description: 'a fault that no check fails for is refused',
    file: 'fault-without-fails',
    problems: [['FIELD_MISSING', 58, 5, 'faults[0]: expected the field fails, which is missing']],
  },
  {
    description: 'a fault that ends requests at an unknown hop is refused',
    file: 'fault-hop-unknown',
    problems: [
      [
        'VALUE_INVALID',
        64,
        10,
        'faults[0].hop: got "director-vpi", expected one of node-address, client-route, gateway-dnat, gateway-forward, gateway-snat, vip-owner, director-vip, bypass, director-filter, firewall-mark, service, destinations, director-route, director-snat, server-vip, server-tunnel, tunnel-mtu, server-filter, server-page, reply-route, reply-arp, reply-forward, remembered, lost; did you mean director-vip?',
      ],
    ],
  },
  {
    description: 'a fault that ends requests at a hop, and takes no effect away, is refused',
    file: 'fault-hop-unseen',
    problems: [
      [
        'HOP_UNSEEN',
        72,
        10,
        'faults[0].hop: got service, expected none: no check that sends a request fails or waits because of this fault',
      ],
    ],
  },
  {
    description: 'a check that needs an unknown check is refused',
    file: 'needs-unknown',
    problems: [['CHECK_UNKNOWN', 55, 27, 'checks[1].needs[1]: got service, expected one of vip-director, page']],
  },
  {
    description: 'a check that needs itself is refused',
    file: 'needs-itself',
    problems: [['NEEDS_CYCLE', 55, 27, 'checks[1].needs[1]: got page → page, expected no check to need itself']],
  },
  {
    description: 'checks that need each other are refused, once',
    file: 'needs-in-a-circle',
    problems: [
      [
        'NEEDS_CYCLE',
        48,
        13,
        'checks[0].needs[0]: got vip-director → page → vip-director, expected no check to need itself',
      ],
    ],
  },
  {
    description: 'a check that only looks and needs one that breaks things is refused',
    file: 'needs-disturber',
    problems: [
      [
        'NEEDS_DISTURBER',
        55,
        27,
        'checks[1].needs[1]: got failover, which breaks what others look at and is judged after them, expected a check that only looks',
      ],
    ],
  },
  {
    description: 'a check that scores and belongs to no step is refused',
    file: 'check-unclaimed',
    problems: [
      [
        'CHECK_UNCLAIMED',
        49,
        9,
        'checks[1].id: got page with 10 points and no step that makes it pass, expected it in the checks of a step',
      ],
    ],
  },
  {
    description: 'a lab in which nothing scores is refused',
    file: 'no-points',
    problems: [['POINTS_ZERO', 43, 3, 'checks: got 0 points in all, expected a check that scores']],
  },
  {
    description: 'a check that costs nothing when it fails is refused',
    file: 'points-zero-unneeded',
    problems: [
      [
        'POINTS_ZERO',
        46,
        13,
        'checks[0].points: got 0 points for vip-director, which no check that scores needs, expected points, or such a check',
      ],
    ],
  },
  {
    description: 'problems of shape are reported together, in the order of the text',
    file: 'several',
    problems: [
      ['VALUE_INVALID', 3, 10, 'minutes: got "soon", expected a number'],
      ['FIELD_MISSING', 14, 5, 'nodes.lvs01: expected the field addresses, which is missing'],
      [
        'FIELD_UNKNOWN',
        15,
        5,
        'nodes.lvs01.adresses: unknown field, expected one of role, addresses, gateway, kernel; did you mean addresses?',
      ],
      [
        'VALUE_INVALID',
        19,
        11,
        'nodes.web01.role: got "realserver", expected one of director, real-server, client, gateway; did you mean real-server?',
      ],
      ['VARIABLE_UNKNOWN', 53, 17, 'checks[1].url: got "${vpi}", expected one of vip; did you mean vip?'],
    ],
  },
  {
    description: 'broken rules are reported together, in the order of the text',
    file: 'several-rules',
    problems: [
      [
        'ADDRESS_OUTSIDE',
        20,
        23,
        'nodes.web01.addresses.lan: got 192.168.1.223, expected an address of 192.168.0.0/24, the subnet of lan',
      ],
      [
        'CHECK_UNCLAIMED',
        43,
        9,
        'checks[0].id: got vip-director with 10 points and no step that makes it pass, expected it in the checks of a step',
      ],
      [
        'NODE_UNKNOWN',
        52,
        11,
        'checks[1].from: got gatway, expected one of lvs01, web01, gateway; did you mean gateway?',
      ],
    ],
  },
];
